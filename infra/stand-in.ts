const contract = (detailType: string) => ({ contract: { source: "tributary.patient-registry", detailType } });
export const sends = {
  "PatientRecordChanged.v1": contract("PatientRecordChanged.v1"),
  "AddressChanged.v1": contract("AddressChanged.v1"),
};
export const receives = sends;
