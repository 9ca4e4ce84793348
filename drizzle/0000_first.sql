CREATE TABLE "counters" (
	"name" text PRIMARY KEY NOT NULL,
	"value" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "facts" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"external_userid" text,
	"userid" text,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"rule" text,
	"data" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"event" text NOT NULL,
	"body" text NOT NULL,
	"lane" smallint DEFAULT 1 NOT NULL,
	"order_key" text,
	"status" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"run_at" timestamp with time zone DEFAULT now() NOT NULL,
	"leased_by" text,
	"lease_until" timestamp with time zone,
	"errcode" integer,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "inbox_events_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "job_cursors" (
	"job" text PRIMARY KEY NOT NULL,
	"planned_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"payload" jsonb NOT NULL,
	"lane" smallint DEFAULT 1 NOT NULL,
	"order_key" text,
	"status" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"run_at" timestamp with time zone DEFAULT now() NOT NULL,
	"leased_by" text,
	"lease_until" timestamp with time zone,
	"errcode" integer,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "jobs_dedupe_key_unique" UNIQUE("dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "limiter_windows" (
	"key" text PRIMARY KEY NOT NULL,
	"window_start" timestamp with time zone NOT NULL,
	"taken" integer NOT NULL,
	"blocked_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "occurrences" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"job" text NOT NULL,
	"day" date NOT NULL,
	"status" text DEFAULT 'planned' NOT NULL,
	"by" text NOT NULL,
	"detail" jsonb,
	"planned_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "outbox_messages" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"occurrence_key" text NOT NULL,
	"payload" jsonb NOT NULL,
	"reply" jsonb,
	"lane" smallint DEFAULT 1 NOT NULL,
	"order_key" text,
	"status" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"run_at" timestamp with time zone DEFAULT now() NOT NULL,
	"leased_by" text,
	"lease_until" timestamp with time zone,
	"errcode" integer,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "outbox_messages_occurrence_key_unique" UNIQUE("occurrence_key")
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"name" text PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	"generation" integer NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"refreshing_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "calendar_days" (
	"day" date PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"label" text DEFAULT '' NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"external_userid" text PRIMARY KEY NOT NULL,
	"name" text,
	"name_pinyin" text DEFAULT '' NOT NULL,
	"avatar" text,
	"type" integer,
	"gender" integer DEFAULT 0 NOT NULL,
	"corp_name" text,
	"unionid" text,
	"stage" text,
	"stage_since" timestamp with time zone NOT NULL,
	"stage_rule" text,
	"stage_manual_by" text,
	"protected_until" timestamp with time zone,
	"flags" text[] DEFAULT '{}' NOT NULL,
	"first_added_at" timestamp with time zone NOT NULL,
	"observed_since" timestamp with time zone NOT NULL,
	"last_inbound_at" timestamp with time zone,
	"last_outbound_at" timestamp with time zone,
	"gone_at" timestamp with time zone,
	"fetched_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "notes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"external_userid" text NOT NULL,
	"userid" text NOT NULL,
	"text" text NOT NULL,
	"next_step_on" date,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "behavior_days" (
	"subject" text NOT NULL,
	"day" date NOT NULL,
	"new_apply_count" integer,
	"new_contact_count" integer,
	"chat_count" integer,
	"message_count" integer,
	"reply_percentage" double precision,
	"avg_reply_minutes" double precision,
	"negative_feedback_count" integer,
	"fetched_at" timestamp with time zone NOT NULL,
	CONSTRAINT "behavior_days_subject_day_pk" PRIMARY KEY("subject","day")
);
--> statement-breakpoint
CREATE TABLE "digest_channels" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "digest_channels_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"url" text NOT NULL,
	"scope" jsonb NOT NULL,
	"kinds" text[] NOT NULL,
	"audience" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "follow_ups" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "follow_ups_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"plan_key" text NOT NULL,
	"external_userid" text NOT NULL,
	"userid" text NOT NULL,
	"cadence" text,
	"step" text,
	"reason_key" text,
	"kind_of_task" text NOT NULL,
	"script_category" text,
	"marketing" boolean DEFAULT false NOT NULL,
	"note_id" integer,
	"due_on" date NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"status" text DEFAULT 'open' NOT NULL,
	"snoozes" integer DEFAULT 0 NOT NULL,
	"evidence" text,
	"proven" boolean DEFAULT false NOT NULL,
	"on_time" boolean DEFAULT false NOT NULL,
	"end_reason" text,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "follow_ups_plan_key_unique" UNIQUE("plan_key")
);
--> statement-breakpoint
CREATE TABLE "stage_moves" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "stage_moves_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"fact_id" bigint NOT NULL,
	"external_userid" text NOT NULL,
	"from_stage" text,
	"to_stage" text NOT NULL,
	"rule" text NOT NULL,
	"reason_code" text NOT NULL,
	"reason" text,
	"actor" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "departments" (
	"id" integer PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"parent_id" integer NOT NULL,
	"leaders" text[] DEFAULT '{}' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "login_states" (
	"hash" text PRIMARY KEY NOT NULL,
	"return_to" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "members" (
	"userid" text PRIMARY KEY NOT NULL,
	"userid_lower" text NOT NULL,
	"name" text NOT NULL,
	"department_ids" integer[] DEFAULT '{}' NOT NULL,
	"leads" integer[] DEFAULT '{}' NOT NULL,
	"has_customer_contact" boolean DEFAULT false NOT NULL,
	"left_at" timestamp with time zone,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "members_userid_lower_unique" UNIQUE("userid_lower")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"hash" text PRIMARY KEY NOT NULL,
	"userid" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"order_no" text PRIMARY KEY NOT NULL,
	"external_userid" text NOT NULL,
	"userid" text,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"refunded_amount" bigint DEFAULT 0 NOT NULL,
	"source" text NOT NULL,
	"paid_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "relations" (
	"external_userid" text NOT NULL,
	"userid" text NOT NULL,
	"remark" text,
	"description" text,
	"remark_corp_name" text,
	"mobiles" text[] DEFAULT '{}' NOT NULL,
	"add_way" integer,
	"state" text,
	"oper_userid" text,
	"added_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_by" text,
	"last_contact_at" timestamp with time zone,
	"event_at" timestamp with time zone,
	"stage_tag_written" text,
	CONSTRAINT "relations_external_userid_userid_pk" PRIMARY KEY("external_userid","userid")
);
--> statement-breakpoint
CREATE TABLE "script_uses" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "script_uses_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"script_id" integer NOT NULL,
	"part" integer NOT NULL,
	"userid" text NOT NULL,
	"external_userid" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "scripts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scripts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"starter_key" text,
	"scope" text NOT NULL,
	"owner_userid" text,
	"title" text NOT NULL,
	"category" text NOT NULL,
	"stages" text[] DEFAULT '{}' NOT NULL,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"parts" jsonb NOT NULL,
	"words" text NOT NULL,
	"pinyin" text NOT NULL,
	"initials" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"retired_at" timestamp with time zone,
	CONSTRAINT "scripts_starter_key_unique" UNIQUE("starter_key")
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "relation_tags" (
	"external_userid" text NOT NULL,
	"userid" text NOT NULL,
	"tag_id" text NOT NULL,
	CONSTRAINT "relation_tags_external_userid_userid_tag_id_pk" PRIMARY KEY("external_userid","userid","tag_id")
);
--> statement-breakpoint
CREATE TABLE "tag_groups" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"gone_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "tags" (
	"id" text PRIMARY KEY NOT NULL,
	"group_id" text NOT NULL,
	"name" text NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"gone_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "targets" (
	"month" text NOT NULL,
	"scope" text NOT NULL,
	"scope_id" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "targets_month_scope_scope_id_pk" PRIMARY KEY("month","scope","scope_id")
);
--> statement-breakpoint
CREATE INDEX "facts_customer" ON "facts" USING btree ("external_userid","id");--> statement-breakpoint
CREATE INDEX "facts_kind_at" ON "facts" USING btree ("kind","at");--> statement-breakpoint
CREATE INDEX "facts_member" ON "facts" USING btree ("userid","kind","at");--> statement-breakpoint
CREATE INDEX "inbox_ready" ON "inbox_events" USING btree ("lane","id") WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX "inbox_order" ON "inbox_events" USING btree ("order_key","id") WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX "jobs_ready" ON "jobs" USING btree ("lane","id") WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX "jobs_order" ON "jobs" USING btree ("order_key","id") WHERE status = 'waiting';--> statement-breakpoint
CREATE UNIQUE INDEX "occurrences_once" ON "occurrences" USING btree ("job","day");--> statement-breakpoint
CREATE INDEX "outbox_ready" ON "outbox_messages" USING btree ("lane","id") WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX "outbox_order" ON "outbox_messages" USING btree ("order_key","id") WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX "customers_stage" ON "customers" USING btree ("stage","external_userid");--> statement-breakpoint
CREATE INDEX "customers_outbound" ON "customers" USING btree ("last_outbound_at");--> statement-breakpoint
CREATE INDEX "notes_customer" ON "notes" USING btree ("external_userid","id");--> statement-breakpoint
CREATE INDEX "follow_ups_due" ON "follow_ups" USING btree ("userid","due_on") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "follow_ups_customer" ON "follow_ups" USING btree ("external_userid","status");--> statement-breakpoint
CREATE INDEX "follow_ups_ended" ON "follow_ups" USING btree ("userid","ended_at");--> statement-breakpoint
CREATE INDEX "stage_moves_customer" ON "stage_moves" USING btree ("external_userid","id");--> statement-breakpoint
CREATE INDEX "stage_moves_at" ON "stage_moves" USING btree ("at");--> statement-breakpoint
CREATE INDEX "sessions_member" ON "sessions" USING btree ("userid");--> statement-breakpoint
CREATE INDEX "orders_customer" ON "orders" USING btree ("external_userid","paid_at");--> statement-breakpoint
CREATE INDEX "orders_paid" ON "orders" USING btree ("paid_at");--> statement-breakpoint
CREATE INDEX "relations_member" ON "relations" USING btree ("userid","external_userid");--> statement-breakpoint
CREATE INDEX "script_uses_script" ON "script_uses" USING btree ("script_id","at");--> statement-breakpoint
CREATE INDEX "script_uses_member" ON "script_uses" USING btree ("userid","at");--> statement-breakpoint
CREATE INDEX "scripts_owner" ON "scripts" USING btree ("scope","owner_userid");--> statement-breakpoint
CREATE INDEX "relation_tags_tag" ON "relation_tags" USING btree ("tag_id");