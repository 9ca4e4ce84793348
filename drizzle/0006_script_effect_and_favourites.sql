CREATE TABLE "script_favourites" (
	"userid" text NOT NULL,
	"script_id" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "script_favourites_userid_script_id_pk" PRIMARY KEY("userid","script_id")
);
--> statement-breakpoint
ALTER TABLE "script_uses" ADD COLUMN "advanced_at" timestamp with time zone;