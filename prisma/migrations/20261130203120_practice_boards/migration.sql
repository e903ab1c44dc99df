-- Simulated boards that stand on the list of machines, to walk the way from an empty card to a cluster.
create table "practice_board" (
  "id" text not null,
  "address" text not null,
  "speed" integer not null,
  "model" text not null,
  "memoryMib" integer not null,
  "phase" text not null default 'empty',
  "image" text,
  "card" text,
  "hostKey" text not null default '',
  "phaseSince" timestamp(3) not null default current_timestamp,
  constraint "practice_board_pkey" primary key ("id"),
  constraint "practice_board_id_fkey" foreign key ("id") references "machine" ("id") on delete cascade on update cascade
);
create unique index "practice_board_address_key" on "practice_board" ("address");
create index "practice_board_phase_idx" on "practice_board" ("phase");
