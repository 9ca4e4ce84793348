DROP INDEX "customers_outbound";--> statement-breakpoint
DROP INDEX "customers_stage";--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "last_added_at" timestamp with time zone;--> statement-breakpoint
UPDATE "customers" SET "last_added_at" = r.added FROM (SELECT "external_userid", max("added_at") AS added FROM "relations" GROUP BY "external_userid") r
  WHERE r."external_userid" = "customers"."external_userid" AND r.added > "customers"."first_added_at";--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "contact_at" timestamp with time zone GENERATED ALWAYS AS (greatest(first_added_at, last_added_at, last_inbound_at, last_outbound_at)) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "customers_contact" ON "customers" USING btree ("contact_at","external_userid");--> statement-breakpoint
CREATE INDEX "customers_stage" ON "customers" USING btree ("stage","contact_at","external_userid");