CREATE TABLE "audit_entries" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"object" text,
	"data" jsonb NOT NULL,
	"prev" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_heads" (
	"name" text PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	"signature" text
);
--> statement-breakpoint
CREATE TABLE "rule_feedback" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "rule_feedback_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"follow_up_id" bigint NOT NULL,
	"rule" text NOT NULL,
	"reason" text NOT NULL,
	"external_userid" text NOT NULL,
	"userid" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "custom_fields" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "custom_fields_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"options" text[] DEFAULT '{}' NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"retired_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "field_values" (
	"external_userid" text NOT NULL,
	"field_id" bigint NOT NULL,
	"value" jsonb NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "field_values_external_userid_field_id_pk" PRIMARY KEY("external_userid","field_id")
);
--> statement-breakpoint
CREATE TABLE "group_chats" (
	"chat_id" text PRIMARY KEY NOT NULL,
	"name" text,
	"owner" text DEFAULT '' NOT NULL,
	"notice" text,
	"admins" text[] DEFAULT '{}' NOT NULL,
	"member_version" text,
	"past_versions" text[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp with time zone,
	"gone_at" timestamp with time zone,
	"read_at" timestamp with time zone,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"digest_by" text
);
--> statement-breakpoint
CREATE TABLE "group_customers" (
	"chat_id" text NOT NULL,
	"external_userid" text NOT NULL,
	"name" text,
	"invited_by" text,
	"join_scene" integer,
	"state" text,
	"joined_at" timestamp with time zone,
	"left_at" timestamp with time zone,
	CONSTRAINT "group_customers_chat_id_external_userid_pk" PRIMARY KEY("chat_id","external_userid")
);
--> statement-breakpoint
CREATE TABLE "group_notes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "group_notes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"chat_id" text NOT NULL,
	"userid" text NOT NULL,
	"text" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "group_sends" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "group_sends_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"chat_id" text NOT NULL,
	"script_id" integer NOT NULL,
	"part" integer NOT NULL,
	"userid" text NOT NULL,
	"key" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "group_staff" (
	"chat_id" text NOT NULL,
	"userid" text NOT NULL,
	"joined_at" timestamp with time zone,
	"left_at" timestamp with time zone,
	CONSTRAINT "group_staff_chat_id_userid_pk" PRIMARY KEY("chat_id","userid")
);
--> statement-breakpoint
CREATE TABLE "opportunities" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "opportunities_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"external_userid" text NOT NULL,
	"userid" text NOT NULL,
	"title" text DEFAULT '' NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"expected_on" date NOT NULL,
	"next_step" text NOT NULL,
	"stage" text NOT NULL,
	"lost_reason" text,
	"quoted_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "data_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"check" text NOT NULL,
	"first_used_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "erased_people" (
	"pseudonym" text PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"erased_by" text NOT NULL,
	"erased_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sync_batches" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sync_batches_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run_id" bigint NOT NULL,
	"userids" text[] NOT NULL,
	"cursor" text,
	"pages" integer DEFAULT 0 NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"finished" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sync_differences" (
	"run_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"count" integer NOT NULL,
	"examples" jsonb NOT NULL,
	CONSTRAINT "sync_differences_run_id_kind_pk" PRIMARY KEY("run_id","kind")
);
--> statement-breakpoint
CREATE TABLE "sync_runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sync_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"state" text DEFAULT 'running' NOT NULL,
	"day" date NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"planned_to" text,
	"planned" boolean DEFAULT false NOT NULL,
	"listed" integer DEFAULT 0 NOT NULL,
	"leg_at" timestamp with time zone DEFAULT now() NOT NULL,
	"leg_done" integer DEFAULT 0 NOT NULL,
	"errcode" integer,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "sync_skips" (
	"run_id" bigint NOT NULL,
	"reason" text NOT NULL,
	"errcode" integer DEFAULT 0 NOT NULL,
	"count" integer NOT NULL,
	"example" text NOT NULL,
	CONSTRAINT "sync_skips_run_id_reason_errcode_pk" PRIMARY KEY("run_id","reason","errcode")
);
--> statement-breakpoint
ALTER TABLE "facts" ADD COLUMN "cause" bigint;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "cause" bigint;--> statement-breakpoint
ALTER TABLE "limiter_windows" ADD COLUMN "earlier" integer[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "limiter_windows" ADD COLUMN "learned" integer;--> statement-breakpoint
ALTER TABLE "limiter_windows" ADD COLUMN "learned_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "outbox_messages" ADD COLUMN "cause" bigint;--> statement-breakpoint
ALTER TABLE "notes" ADD COLUMN "outcome" text;--> statement-breakpoint
ALTER TABLE "notes" ADD COLUMN "promised_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "notes" ADD COLUMN "undo" jsonb;--> statement-breakpoint
ALTER TABLE "notes" ADD COLUMN "undone_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD COLUMN "promised" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD COLUMN "snoozed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD COLUMN "snoozed_from" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "relations" ADD COLUMN "seen_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "script_uses" ADD COLUMN "key" text;--> statement-breakpoint
ALTER TABLE "script_uses" ADD COLUMN "replied_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "audit_entries_action" ON "audit_entries" USING btree ("action","seq");--> statement-breakpoint
CREATE INDEX "audit_entries_actor" ON "audit_entries" USING btree ("actor","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "rule_feedback_once" ON "rule_feedback" USING btree ("follow_up_id","userid");--> statement-breakpoint
CREATE INDEX "rule_feedback_rule" ON "rule_feedback" USING btree ("rule","at");--> statement-breakpoint
CREATE INDEX "field_values_field" ON "field_values" USING btree ("field_id");--> statement-breakpoint
CREATE INDEX "group_customers_person" ON "group_customers" USING btree ("external_userid");--> statement-breakpoint
CREATE INDEX "group_notes_chat" ON "group_notes" USING btree ("chat_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "group_sends_key" ON "group_sends" USING btree ("userid","key");--> statement-breakpoint
CREATE INDEX "group_sends_chat" ON "group_sends" USING btree ("chat_id","at");--> statement-breakpoint
CREATE INDEX "group_staff_member" ON "group_staff" USING btree ("userid");--> statement-breakpoint
CREATE INDEX "opportunities_customer" ON "opportunities" USING btree ("external_userid","id");--> statement-breakpoint
CREATE INDEX "sync_batches_run" ON "sync_batches" USING btree ("run_id","finished","id");--> statement-breakpoint
CREATE INDEX "sync_runs_kind" ON "sync_runs" USING btree ("kind","id");--> statement-breakpoint
CREATE INDEX "facts_cause" ON "facts" USING btree ("cause","id") WHERE cause is not null;--> statement-breakpoint
CREATE INDEX "inbox_ended_badly" ON "inbox_events" USING btree ("id") WHERE status in ('refused', 'unknown', 'dead');--> statement-breakpoint
CREATE INDEX "jobs_cause" ON "jobs" USING btree ("cause","id") WHERE cause is not null;--> statement-breakpoint
CREATE INDEX "jobs_ended_badly" ON "jobs" USING btree ("id") WHERE status in ('refused', 'unknown', 'dead');--> statement-breakpoint
CREATE INDEX "outbox_cause" ON "outbox_messages" USING btree ("cause","id") WHERE cause is not null;--> statement-breakpoint
CREATE INDEX "outbox_ended_badly" ON "outbox_messages" USING btree ("id") WHERE status in ('refused', 'unknown', 'dead');--> statement-breakpoint
CREATE INDEX "script_uses_customer" ON "script_uses" USING btree ("external_userid","at");--> statement-breakpoint
CREATE UNIQUE INDEX "script_uses_key" ON "script_uses" USING btree ("userid","key");