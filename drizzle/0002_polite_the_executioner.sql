ALTER TABLE "notes" ADD COLUMN "outcome" text;--> statement-breakpoint
ALTER TABLE "notes" ADD COLUMN "promised_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "notes" ADD COLUMN "undo" jsonb;--> statement-breakpoint
ALTER TABLE "notes" ADD COLUMN "undone_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD COLUMN "promised" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD COLUMN "snoozed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD COLUMN "snoozed_from" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "script_uses" ADD COLUMN "key" text;--> statement-breakpoint
ALTER TABLE "script_uses" ADD COLUMN "replied_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "script_uses_customer" ON "script_uses" USING btree ("external_userid","at");--> statement-breakpoint
CREATE UNIQUE INDEX "script_uses_key" ON "script_uses" USING btree ("userid","key");