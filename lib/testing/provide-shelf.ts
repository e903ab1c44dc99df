import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { ArtifactStore } from '@/lib/artifacts/artifact-store'
import { ContentStore } from '@/lib/artifacts/content-store'
import type { Shelf } from '@/lib/artifacts/shelf'
import { MemoryArtifactIndex } from './fakes/memory-artifact-index'
import { releaseFiles } from './release-files'

/** An empty store of artifacts in a folder of its own. */
export interface TestShelf {
  readonly folder: string
  readonly shelf: Shelf
  readonly store: ArtifactStore
}

/** Gives each test of a file a store of its own. @returns what the test that runs has */
export function provideShelf(): () => TestShelf {
  let provided: TestShelf | undefined
  beforeEach(() => {
    const folder = mkdtempSync(path.join(tmpdir(), 'artifacts-'))
    const shelf = { content: new ContentStore(folder), index: new MemoryArtifactIndex() }
    provided = { folder, shelf, store: new ArtifactStore(shelf, folder) }
  })
  afterEach(() => rmSync(provided?.folder ?? '', { recursive: true }))
  return () => {
    if (provided === undefined) throw new Error('a store is there while a test runs')
    return provided
  }
}

/** Of releases in tests that need only one. */
export const TEST_RELEASE = 'v1.36.1+k3s1'

/** Writes a release into a folder, as it comes on a stick. @returns the folder */
export function writeRelease(folder: string, files = releaseFiles(TEST_RELEASE, 'amd64')): string {
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content)
  return folder
}
