/** The account that every ARN in the graph names: nobody's. */
export const account = "000000000000";

/** The region that every ARN and URL in the graph names. */
export const region = "us-east-1";
