CREATE TABLE "media_chunks" (
	"sha256" text NOT NULL,
	"part" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	"stored_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "media_chunks_sha256_part_pk" PRIMARY KEY("sha256","part")
);
--> statement-breakpoint
CREATE TABLE "media_files" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "media_files_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"content_type" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"owner_userid" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"needed_at" timestamp with time zone NOT NULL,
	"asked_at" timestamp with time zone,
	"media_id" text,
	"media_at" timestamp with time zone,
	"picture_url" text,
	"errcode" integer,
	"refused_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "script_files" (
	"script_id" integer NOT NULL,
	"file_id" integer NOT NULL,
	CONSTRAINT "script_files_script_id_file_id_pk" PRIMARY KEY("script_id","file_id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "media_files_same" ON "media_files" USING btree ("owner_userid","kind","sha256","name");--> statement-breakpoint
CREATE INDEX "media_files_content" ON "media_files" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "media_files_asked" ON "media_files" USING btree ("asked_at");--> statement-breakpoint
CREATE INDEX "script_files_file" ON "script_files" USING btree ("file_id");--> statement-breakpoint
-- Pictures and archives are packed already: trying to pack them again costs time and saves nothing.
ALTER TABLE "media_chunks" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;
