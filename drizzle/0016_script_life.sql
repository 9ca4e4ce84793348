CREATE TABLE "script_versions" (
	"script_id" integer NOT NULL,
	"version" integer NOT NULL,
	"title" text NOT NULL,
	"parts" jsonb NOT NULL,
	"userid" text,
	"at" timestamp with time zone NOT NULL,
	"allowed_words" text[] DEFAULT '{}' NOT NULL,
	"allowed_by" text,
	"allowed_why" text DEFAULT '' NOT NULL,
	CONSTRAINT "script_versions_script_id_version_pk" PRIMARY KEY("script_id","version")
);
--> statement-breakpoint
ALTER TABLE "script_uses" ADD COLUMN "edited" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "script_uses" ADD COLUMN "ordered_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "script_uses" ADD COLUMN "ordered_amount" bigint;--> statement-breakpoint
ALTER TABLE "script_uses" ADD COLUMN "ordered_currency" text;--> statement-breakpoint
ALTER TABLE "scripts" ADD COLUMN "department_id" bigint;--> statement-breakpoint
ALTER TABLE "scripts" ADD COLUMN "state" text DEFAULT 'live' NOT NULL;--> statement-breakpoint
ALTER TABLE "scripts" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "scripts" ADD COLUMN "valid_until" date;--> statement-breakpoint
ALTER TABLE "scripts" ADD COLUMN "allowed_words" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "scripts" ADD COLUMN "submitted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "scripts" ADD COLUMN "review_note" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "scripts_state" ON "scripts" USING btree ("state");--> statement-breakpoint
-- What is offered to the company is read by those who decide about it, whoever wrote it.
ALTER POLICY own_or_company ON "scripts"
	USING (scope = 'company' OR state = 'review' OR owner_userid = (SELECT current_setting('zg.user', true)));
