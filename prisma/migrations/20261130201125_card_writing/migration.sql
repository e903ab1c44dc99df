-- How it goes with a card that the panel writes in its own reader.
alter table "board_image" add column "writing" jsonb;
