import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OperationEvents } from '@/lib/providers/practice/machines/machine-operation'
import { Transcript } from '@/lib/providers/practice/world/transcript'
import { scriptText } from '@/lib/remote/script-files'
import { scriptProgram } from '@/lib/remote/script-program'
import { printedBy, scriptIn } from './lab-transcript'
import { readTranscript } from './read-transcript'

describe('the transcript of practice machines', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-transcript-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))
  const run = { do: 'run', script: 'k3s-install', env: {} } as const
  const eventsInto = (heard: string[]): OperationEvents => ({
    onLine: (line) => heard.push(line),
    onProgress: () => undefined,
  })

  it('has every line that was heard, before it was heard, and how the script ended', async () => {
    const transcript = new Transcript(folder)
    const heard: string[] = []
    const before: (readonly string[])[] = []
    const events: OperationEvents = {
      onLine: (line) => {
        heard.push(line)
        before.push(readTranscript(folder)[0]?.out ?? [])
      },
      onProgress: () => undefined,
    }
    const answer = await transcript.keep('machine-1', run, events, async ({ onLine }) => {
      onLine('one')
      onLine('two')
      return 'done'
    })
    expect(answer).toBe('done')
    expect(before).toEqual([['one'], ['one', 'two']])
    expect(readTranscript(folder)).toMatchObject([
      { machineId: 'machine-1', script: 'k3s-install', out: heard, err: [], ended: true },
    ])
  })

  it('tells scripts that go on apart, over many lives of the process, and passes over a torn last line', async () => {
    const lives = [new Transcript(folder), new Transcript(folder)]
    const endless = new Promise<never>(() => undefined)
    for (const life of lives)
      void life.keep('machine-1', run, eventsInto([]), ({ onLine }) => {
        onLine('half')
        return endless
      })
    await lives[1]?.keep('machine-2', { do: 'connect' }, eventsInto([]), async () => undefined)
    const [file = ''] = readdirSync(folder)
    appendFileSync(path.join(folder, file), '{"exchange":"x","beg')
    const half = { machineId: 'machine-1', out: ['half'], ended: false }
    expect(readTranscript(folder)).toMatchObject([half, half])
  })
})

describe('the transcript of a host', () => {
  it('has the lines of the script, without the launcher’s and without results', () => {
    const text = '::sudo\nLast login: …\n::ready 123\nUnpacking …\r\n::result state=installed\n10%\r100%\nDone'
    expect(printedBy(Buffer.from(text))).toEqual(['Unpacking …', '100%', 'Done'])
    expect(printedBy(Buffer.from('::sudo\nno luck\n'))).toEqual([])
  })

  it('knows the script by its text, also the one in a unit', async () => {
    const install = scriptProgram(await scriptText('k3s-install'), { SHA256: 'x' })
    expect(scriptIn(`::begin\n${install}`)).toBe('k3s-install')
    const unit = scriptProgram(await scriptText('run-unit'), { UNIT: 'u', PROGRAM: install })
    expect(scriptIn(`::begin\n${unit}`)).toBe('k3s-install')
    expect(scriptIn('ls')).toBeUndefined()
  })
})
