-- The journal by the month of `at`: what is kept no longer goes with its month, and a month's figures are read from
-- its own part. The parts stand in a schema of their own, where the role of the second wall may not look: it reads the
-- journal as a whole, and so through its rule.
create schema if not exists by_month;--> statement-breakpoint
alter table facts rename to facts_before;--> statement-breakpoint
alter table facts_before rename constraint facts_pkey to facts_before_pkey;--> statement-breakpoint
alter index facts_customer rename to facts_before_customer;--> statement-breakpoint
alter index facts_kind_at rename to facts_before_kind_at;--> statement-breakpoint
alter index facts_member rename to facts_before_member;--> statement-breakpoint
alter index facts_cause rename to facts_before_cause;--> statement-breakpoint
create table facts (
  id bigint not null default nextval('facts_id_seq'),
  kind text not null,
  at timestamp with time zone not null,
  external_userid text,
  userid text,
  actor_kind text not null,
  actor_id text not null,
  rule text,
  cause bigint,
  data jsonb not null,
  constraint facts_id_at_pk primary key (id, at)
) partition by range (at);--> statement-breakpoint
alter sequence facts_id_seq owned by facts.id;--> statement-breakpoint
create table by_month.facts_rest partition of facts default;--> statement-breakpoint
create index facts_customer on facts using btree (external_userid, id);--> statement-breakpoint
create index facts_kind_at on facts using btree (kind, at);--> statement-breakpoint
create index facts_member on facts using btree (userid, kind, at);--> statement-breakpoint
create index facts_cause on facts using btree (cause, id) where cause is not null;--> statement-breakpoint
do $$
declare month timestamp;
begin
  for month in select distinct date_trunc('month', at at time zone 'UTC') from facts_before order by 1 loop
    execute format('create table by_month.%I partition of facts for values from (%L) to (%L)',
      'facts_' || to_char(month, 'YYYY_MM'), month::text || '+00', (month + interval '1 month')::text || '+00');
  end loop;
end $$;--> statement-breakpoint
insert into facts (id, kind, at, external_userid, userid, actor_kind, actor_id, rule, cause, data)
  select id, kind, at, external_userid, userid, actor_kind, actor_id, rule, cause, data from facts_before;--> statement-breakpoint
drop table facts_before;--> statement-breakpoint
alter table facts enable row level security;--> statement-breakpoint
-- The rule of 0004 for this table: facts about nobody are everybody's.
create policy seen_customers on facts for select using (external_userid is null
  or (select current_setting('zg.all', true)) = 'on' or exists (select 1 from zg_pairs p
    where p.external_userid = facts.external_userid
      and p.userid = any ((select string_to_array(current_setting('zg.users', true), chr(31)))::text[])));
