/**
 * Makes the role pages read as, and gives it what it may read. Run at every start, because roles belong to the server
 * and not to the database: a restored backup brings none along. Where the server lets us make no role, row-level
 * security stays off, and the start says so.
 */
export const GRANT_READER = `do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'zg_reader') then
    begin
      create role zg_reader nologin;
    exception
      -- Another database of this server was first.
      when duplicate_object or unique_violation then null;
    end;
  end if;
  if not pg_has_role(current_user, 'zg_reader', 'MEMBER') then
    execute format('grant zg_reader to %I', current_user);
  end if;
  execute format('grant usage on schema %I to zg_reader', current_schema());
  execute format('grant select on all tables in schema %I to zg_reader', current_schema());
exception
  when insufficient_privilege or undefined_object then null;
end $$`
