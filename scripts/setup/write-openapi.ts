// `tsx scripts/write-openapi.ts FILE`: the description of the API, as the build puts it beside the web server.
import { writeFileSync } from 'node:fs'
import { openApiDocument } from '@/lib/contracts/openapi-document'

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('Say where to: write-openapi.ts FILE')
writeFileSync(file, JSON.stringify(openApiDocument()))
