-- Whether an organisation has an active client is asked at each registration where a policy holds new organisations.

CREATE INDEX clients_by_organisation ON clients (organisation_id, environment, status);
