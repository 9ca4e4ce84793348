-- The second wall: pages read as the role zg_reader, which sees only customers of the members named in `zg.users`
-- (everybody's where `zg.all` is on). The application itself owns the tables and is not held by it.
-- The role and its rights are made at every start (src/db/reader-role.ts): a restored backup brings neither along.
-- Read with its owner's rights: a policy on relations that asked relations itself would never end.
create view zg_pairs as select external_userid, userid from relations;--> statement-breakpoint
do $$
declare
  sees constant text := '(select current_setting(''zg.all'', true)) = ''on'' or exists (select 1 from zg_pairs p
    where p.external_userid = %1$I.external_userid
      and p.userid = any ((select string_to_array(current_setting(''zg.users'', true), chr(31)))::text[]))';
  name text;
begin
  foreach name in array array['customers', 'relations', 'relation_tags', 'notes', 'orders', 'opportunities',
    'follow_ups', 'stage_moves', 'field_values', 'rule_feedback', 'group_customers', 'facts'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy seen_customers on %1$I for select using ('
      || case when name = 'facts' then 'external_userid is null or ' else '' end || sees || ')', name);
  end loop;
end $$;--> statement-breakpoint
alter table scripts enable row level security;--> statement-breakpoint
create policy own_or_company on scripts for select
  using (scope = 'company' or owner_userid = (select current_setting('zg.user', true)));
