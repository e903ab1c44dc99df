// `npm run generate`: writes the code that is made from other code: the database client (lib/db/generated) from
// prisma/schema.prisma, and the lists of what lies in folders (*.gen.ts).
import path from 'node:path'
import { ensureGeneratedCode } from './setup/generated-code.mjs'

const root = path.resolve(import.meta.dirname, '..')
const done = await ensureGeneratedCode(root, (line) => console.log(line))
console.log(done ? 'The generated code is new.' : 'The generated code was up to date.')
