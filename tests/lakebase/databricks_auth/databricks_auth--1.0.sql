\echo Use "CREATE EXTENSION databricks_auth" to load this file. \quit

-- The identity's kind is kept as the role's comment: roles belong to the whole
-- cluster, so a table of one database would be the wrong place.
CREATE FUNCTION databricks_create_role(identity_name text, identity_type text)
RETURNS oid
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF identity_type NOT IN ('USER', 'SERVICE_PRINCIPAL', 'GROUP') THEN
        RAISE EXCEPTION 'identity type must be USER, SERVICE_PRINCIPAL or GROUP, not "%"', identity_type
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    EXECUTE format('CREATE ROLE %I LOGIN', identity_name);
    EXECUTE format('COMMENT ON ROLE %I IS %L', identity_name, 'databricks ' || identity_type);
    RETURN (SELECT oid FROM pg_roles WHERE rolname = identity_name);
END
$$;

CREATE VIEW databricks_list_roles AS
SELECT rolname AS role_name,
       substring(shobj_description(oid, 'pg_authid') FROM '^databricks (.*)$') AS identity_type
  FROM pg_roles
 WHERE shobj_description(oid, 'pg_authid') LIKE 'databricks %';
GRANT SELECT ON databricks_list_roles TO PUBLIC;
