// `npm run generate`: writes the database client (lib/db/generated) from prisma/schema.prisma.
import path from 'node:path'
import { ensurePrismaClient } from './setup/prisma-client.mjs'

const root = path.resolve(import.meta.dirname, '..')
const done = await ensurePrismaClient(root, (line) => console.log(line))
console.log(done ? 'The database client is new.' : 'The database client was up to date.')
