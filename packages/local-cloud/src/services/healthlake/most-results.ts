/** Entries of a page unless told. https://docs.aws.amazon.com/healthlake/latest/APIReference/API_ListFHIRDatastores.html */
export const MOST_RESULTS = 500;
