-- What PostgreSQL needs beside the schema. It is run after the migrations, in
-- one transaction, and may be run again; on SQLite it has no meaning. A schema
-- may hold the tables of others: ours are named in the setting sdano.tables,
-- parted by commas.

-- Two programs that start at once take turns.
SELECT pg_advisory_xact_lock(7305808);

-- The roles of the units. They belong to the whole cluster, so another database
-- may have made them, or may be making them now.
DO $$
DECLARE
    unit_role TEXT;
    -- From version 16 on, being a member does not mean being allowed SET ROLE.
    needed TEXT := CASE WHEN current_setting('server_version_num')::INT >= 160000 THEN 'SET' ELSE 'MEMBER' END;
BEGIN
    FOREACH unit_role IN ARRAY ARRAY['sdano_app', 'sdano_system'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = unit_role) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', unit_role);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
        IF NOT pg_has_role(current_user, unit_role, needed) THEN
            EXECUTE format('GRANT %I TO %I', unit_role, current_user);
        END IF;
        -- From one who may not grant it, it is a mere warning.
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), unit_role);
        IF NOT has_schema_privilege(unit_role, current_schema(), 'USAGE') THEN
            RAISE insufficient_privilege USING MESSAGE = format('role %s may not use schema %s', unit_role, current_schema());
        END IF;
    END LOOP;
END $$;

-- Texts are compared by their bytes, as on SQLite, whatever the language of the
-- database: orders and ranges are the same on both engines.
DO $$
DECLARE
    found RECORD;
BEGIN
    FOR found IN
        SELECT c.relname, string_agg(format('ALTER COLUMN %I TYPE TEXT COLLATE "C"', a.attname), ', ') AS changes
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid JOIN pg_collation l ON l.oid = a.attcollation
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
            AND c.relname = ANY (string_to_array(current_setting('sdano.tables'), ','))
            AND a.attnum > 0 AND NOT a.attisdropped AND l.collname <> 'C'
        GROUP BY c.relname
    LOOP
        EXECUTE format('ALTER TABLE %I ', found.relname) || found.changes;
    END LOOP;
END $$;

-- Every table: units of a tenant see and write its rows only, units of all
-- tenants every row. The journal can be added to and read, nothing else. The
-- policies bind the two roles; the owner, who migrates and dumps, is not bound.
DO $$
DECLARE
    found  TEXT;
    rights TEXT;
BEGIN
    FOR found IN
        SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND NOT c.relrowsecurity
            AND c.relname = ANY (string_to_array(current_setting('sdano.tables'), ','))
    LOOP
        rights := CASE found WHEN 'journal' THEN 'SELECT, INSERT' WHEN 'heads' THEN 'SELECT, INSERT, UPDATE'
            ELSE 'SELECT, INSERT, UPDATE, DELETE' END;
        EXECUTE format('GRANT %s ON %I TO sdano_app, sdano_system', rights, found);
        EXECUTE format('CREATE POLICY sdano_app ON %I TO sdano_app'
            ' USING (tenant = NULLIF(current_setting(''sdano.tenant'', true), '''')::BIGINT)', found);
        EXECUTE format('CREATE POLICY sdano_system ON %I TO sdano_system USING (true)', found);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', found);
    END LOOP;
END $$
