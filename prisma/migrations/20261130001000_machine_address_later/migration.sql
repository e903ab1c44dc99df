-- A machine that a run makes has a row before it has an address.
ALTER TABLE "machine" ALTER COLUMN "address" DROP NOT NULL;
