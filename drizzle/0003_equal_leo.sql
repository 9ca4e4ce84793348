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
ALTER TABLE "relations" ADD COLUMN "seen_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "sync_batches_run" ON "sync_batches" USING btree ("run_id","finished","id");--> statement-breakpoint
CREATE INDEX "sync_runs_kind" ON "sync_runs" USING btree ("kind","id");