// A fixed piece of work, timed from outside (measure-pace.ts): a bit of everything that tests wait for. It gets a folder.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'

const HASHES = 350
const FILES = 4
const STARTS = 12

const block = Buffer.alloc(64 * 1024, 'pace')
const words = JSON.stringify(Array.from({ length: 2_000 }, (_, index) => ({ index, name: `name-${index}` })))
let kept = 0
for (let turn = 0; turn < HASHES; turn += 1) kept += createHash('sha256').update(block).digest()[0] ?? 0
for (let turn = 0; turn < HASHES / 5; turn += 1) kept += JSON.parse(words).length

const folder = process.argv[2] ?? '.'
for (let file = 0; file < FILES; file += 1) {
  const name = path.join(folder, `${process.pid}-${file}`)
  const handle = openSync(name, 'w')
  writeSync(handle, block)
  fsyncSync(handle)
  closeSync(handle)
  rmSync(name)
}
for (let start = 0; start < STARTS; start += 1) spawnSync('true')
process.exitCode = kept > 0 ? 0 : 1
