import type { AppDefinition, AppImage } from '@/lib/apps/app-definition'
import { catalogue } from '@/lib/apps/catalogue'
import { planApp } from '@/lib/apps/plan-app'
import type { ArtifactRecord } from '@/lib/artifacts/artifact-index'
import type { CatalogueApp, CatalogueImage, KeptImage } from '@/lib/contracts/apps'
import type { Actor } from '@/lib/core/actor'
import { registryImagesOf } from '@/lib/db/registry-images'
import { assertMay } from '@/lib/features/policy'
import { listWords } from '@/lib/shared/live-cluster/durations'
import { appShelf } from './app-shelf'
import { presentInputs } from './present-inputs'

/** The catalogue, with where each app's images come from, or what to do to get them. */
export async function listApps(actor: Actor): Promise<readonly CatalogueApp[]> {
  assertMay(actor, 'apps.read')
  const shelf = appShelf()
  const records = (await shelf.index.list()).filter((record) => record.kind === 'app-image')
  const present = await Promise.all(records.map(async (record) => ((await shelf.content.has(record)) ? [record] : [])))
  const pulled = await registryImagesOf(catalogue.flatMap(({ images }) => images.map(({ id }) => id)))
  return catalogue.map((app) => presentApp(app, present.flat(), pulled))
}

/** How an app stands, given what is in the store, and the images in a registry that stand for some of its own. */
function presentApp(
  app: AppDefinition,
  records: readonly ArtifactRecord[],
  pulled: Readonly<Record<string, string>>,
): CatalogueApp {
  const { id, title, summary, version, cautions, architectures, needs, notInPractice } = app
  const parts = app.images.map((image) => presentImage(app, image, records, pulled[image.id]))
  const doors = planApp(app, { clusterId: '' }).doors.flatMap((door) => (door.kind === 'port' ? [door.port] : []))
  return {
    id,
    title,
    summary,
    teaches: app.teaches.join(' '),
    cautions,
    version,
    images: architectures.filter((architecture) => parts.every((part) => isHere(part, architecture))),
    imageNote: parts.length === 1 ? imageNote(app, parts) : notes(app, parts),
    parts,
    inputs: presentInputs(app),
    needs: { memoryMiB: needs.memoryMiB, storage: needs.storage, ingress: needs.ingress },
    port: doors[0],
    notInPractice,
  }
}

function presentImage(
  { architectures }: AppDefinition,
  { id, ref, version }: AppImage,
  records: readonly ArtifactRecord[],
  registryImage: string | undefined,
): CatalogueImage {
  const own = records.filter((record) => record.version === `${id}@${version}`)
  const kept = architectures.map((architecture): KeptImage => {
    const record = own.find((each) => each.architecture === architecture)
    if (record === undefined) return { architecture, from: undefined, bytes: 0 }
    return { architecture, from: record.source === 'built' ? 'built' : 'uploaded', bytes: record.bytes }
  })
  return { id, name: ref, kept, registryImage }
}

const isHere = ({ kept, registryImage }: CatalogueImage, architecture: KeptImage['architecture']): boolean =>
  registryImage !== undefined || kept.some((each) => each.architecture === architecture && each.from !== undefined)

/** Of an app of several images: a sentence for each. */
const notes = (app: AppDefinition, parts: readonly CatalogueImage[]): string =>
  parts.map((part) => `${part.id}: ${imageNote(app, [part])}`).join(' ')

function imageNote(app: AppDefinition, [part]: readonly CatalogueImage[]): string {
  if (part === undefined) return 'It needs no image.'
  const { kept, registryImage } = part
  if (registryImage !== undefined) return `The machines pull ${registryImage} themselves.`
  const here = kept.filter(({ from }) => from !== undefined)
  if (here.length === 0) {
    const demo = app.images.find(({ id }) => id === part.id)?.demo ?? app.id
    return `There is no image yet. On the panel’s machine, “npm run demos -- keep” makes it from demos/${demo}; a Go program is also built at the next start where Go is found. An admin can also upload an OCI archive, or name an image in a registry.`
  }
  const sources = new Set(here.map(({ from }) => (from === 'built' ? 'Built here from its source' : 'Uploaded')))
  const missing = kept.filter(({ from }) => from === undefined).map(({ architecture }) => architecture)
  const lacking = missing.length === 0 ? '' : ` There is none for ${listWords(missing)} yet.`
  return `${[...sources].join(', ')}; brought to the machines without a registry.${lacking}`
}
