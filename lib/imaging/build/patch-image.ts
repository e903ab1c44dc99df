import type { CardRequest } from '@/lib/ports/card-request'
import { cardFiles } from '../card/card-files'
import { firstBootFormatFiles } from '../card/first-boot-format'
import { firstBootTexts } from '../card/first-boot-texts'
import { type CardFile, editExt4 } from '../ext4/edit-ext4'
import { partUuid } from '../formats/sfdisk-script'
import { findProfile } from '../profiles/find-profile'
import { runProgram } from '../tools/run-program'
import { type BaseFacts, partitionOf } from './base-facts'
import { bootFiles } from './boot-files'
import type { BaseWork } from './make-base'

const COPY_TIMEOUT_MS = 600_000

/** Every file that a card has beyond its base. The same for the writing and for the reading back. */
export async function filesOfCard(facts: BaseFacts, request: CardRequest): Promise<CardFile[]> {
  const all = [
    ...firstBootFormatFiles(facts.firstBoot),
    ...cardFiles(request, await firstBootTexts(), facts.network),
    ...ownBootScript(facts, request),
  ]
  // A folder may be named twice; of two files under one name the later counts.
  return [...new Map(all.map((file) => [file.path, file])).values()]
}

/** Makes the image of one card out of its base: a copy with holes, then the files. */
export async function patchImage(
  base: { readonly image: string; readonly facts: BaseFacts },
  image: string,
  request: CardRequest,
  work: BaseWork,
): Promise<void> {
  const args = ['--sparse=always', '--reflink=auto', '--no-preserve=mode', base.image, image]
  await runProgram('cp', args, { signal: work.signal, timeoutMs: COPY_TIMEOUT_MS })
  const root = partitionOf(base.facts, base.facts.root)
  const timeS = Math.floor(request.clockMs / 1000)
  await editExt4({ image, offsetBytes: root.startByte }, await filesOfCard(base.facts, request), { ...work, timeS })
}

/** Where all boards would get one MAC address by their boot script, each card has its own script. */
function ownBootScript(facts: BaseFacts, request: CardRequest): CardFile[] {
  const profile = findProfile(facts.profileId)
  if (profile?.needsMacAddress !== true || request.macAddress === undefined) return []
  if (facts.kernel === null || facts.ids === null) return []
  const settings = {
    root: `PARTUUID=${partUuid(facts.table, facts.ids, facts.root)}`,
    timeS: Math.floor(request.clockMs / 1000),
    macAddress: request.macAddress,
  }
  return bootFiles(profile, facts.kernel, settings).map(({ path, content }) => ({
    kind: 'file',
    path,
    mode: 0o644,
    content,
  }))
}
