ALTER TABLE "facts" ADD COLUMN "cause" bigint;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "cause" bigint;--> statement-breakpoint
ALTER TABLE "outbox_messages" ADD COLUMN "cause" bigint;--> statement-breakpoint
CREATE INDEX "facts_cause" ON "facts" USING btree ("cause","id") WHERE cause is not null;--> statement-breakpoint
CREATE INDEX "inbox_ended_badly" ON "inbox_events" USING btree ("id") WHERE status in ('refused', 'unknown', 'dead');--> statement-breakpoint
CREATE INDEX "jobs_cause" ON "jobs" USING btree ("cause","id") WHERE cause is not null;--> statement-breakpoint
CREATE INDEX "outbox_cause" ON "outbox_messages" USING btree ("cause","id") WHERE cause is not null;