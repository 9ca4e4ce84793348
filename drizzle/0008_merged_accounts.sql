CREATE TABLE "account_merges" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "account_merges_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"external_userid" text NOT NULL,
	"primary_id" text NOT NULL,
	"reasons" jsonb NOT NULL,
	"merged_by" text NOT NULL,
	"merged_at" timestamp with time zone NOT NULL,
	"undo" jsonb,
	"ended_by" text,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "merge_dismissals" (
	"external_userid" text NOT NULL,
	"other_id" text NOT NULL,
	"dismissed_by" text NOT NULL,
	"dismissed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "merge_dismissals_external_userid_other_id_pk" PRIMARY KEY("external_userid","other_id")
);
--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "person_id" text;--> statement-breakpoint
ALTER TABLE "relations" ADD COLUMN "mobile_keys" text[];--> statement-breakpoint
CREATE UNIQUE INDEX "account_merges_alive" ON "account_merges" USING btree ("external_userid") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "account_merges_primary" ON "account_merges" USING btree ("primary_id");--> statement-breakpoint
CREATE INDEX "merge_dismissals_other" ON "merge_dismissals" USING btree ("other_id");--> statement-breakpoint
CREATE INDEX "customers_person" ON "customers" USING btree ("person_id") WHERE person_id is not null;--> statement-breakpoint
CREATE INDEX "customers_unionid" ON "customers" USING btree ("unionid") WHERE unionid is not null;--> statement-breakpoint
CREATE INDEX "relations_mobile_keys" ON "relations" USING gin ("mobile_keys");
--> statement-breakpoint
-- Rows that name two customers are for those who see both; see 0004.
do $$
declare
  sees constant text := '((select current_setting(''zg.all'', true)) = ''on'' or exists (select 1 from zg_pairs p
    where p.external_userid = %1$I.%2$I
      and p.userid = any ((select string_to_array(current_setting(''zg.users'', true), chr(31)))::text[])))';
begin
  execute 'alter table account_merges enable row level security';
  execute 'create policy seen_customers on account_merges for select using ('
    || format(sees, 'account_merges', 'external_userid') || ' and ' || format(sees, 'account_merges', 'primary_id') || ')';
  execute 'alter table merge_dismissals enable row level security';
  execute 'create policy seen_customers on merge_dismissals for select using ('
    || format(sees, 'merge_dismissals', 'external_userid') || ' and ' || format(sees, 'merge_dismissals', 'other_id') || ')';
end $$;
