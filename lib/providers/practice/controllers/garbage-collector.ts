/**
 * What belongs to something that is gone goes too. A foreground deletion waits for what it owns; an orphaning one lets
 * it live. A namespace that ends takes everything in it along.
 */
import { CLEANUP, DEFINITION, TypeCatalogue } from '../kube-api/custom-types'
import { type StoredObject, textAt } from '../kube-api/kube-object'
import type { Change } from '../kube-api/object-store'
import { type ResourceType, typeOf } from '../kube-api/resource-type'
import { type Controller, isEnding, type PracticeWorld } from './practice-world'

interface Kept {
  readonly type: ResourceType
  readonly object: StoredObject
}

export class GarbageCollector implements Controller {
  readonly name = 'garbage-collector'
  /** An owner went, something ends, or something came whose owner may be gone. */
  readonly watches = ({ type, object, resource }: Change): boolean =>
    resource.resource !== 'events' &&
    (type === 'DELETED' || isEnding(object) || (type === 'ADDED' && object.metadata.ownerReferences !== undefined))
  private readonly world: PracticeWorld
  private readonly catalogue: TypeCatalogue

  constructor(world: PracticeWorld) {
    this.world = world
    this.catalogue = new TypeCatalogue(world.store)
  }

  reconcile(): void {
    const types = this.catalogue.all().filter((type) => type.group !== 'events.k8s.io')
    const all: readonly Kept[] = types.flatMap((type) =>
      this.world.store.list(type).map((object) => ({ type, object })),
    )
    const byUid = new Map(all.map((kept) => [kept.object.metadata.uid ?? '', kept.object]))
    const owned = byOwner(all)
    for (const kept of all) this.collect(kept, owned, byUid)
    for (const kept of all) this.finish(kept, owned)
    for (const kept of all) if (kept.type.kind === DEFINITION && isEnding(kept.object)) this.endKind(kept, all)
    this.endNamespaces(all)
  }

  private collect(kept: Kept, owned: Owned, byUid: ReadonlyMap<string, StoredObject>): void {
    const { type, object } = kept
    const owners = object.metadata.ownerReferences ?? []
    if (owners.length === 0 || isEnding(object)) return
    const found = owners.flatMap((owner) => byUid.get(owner.uid) ?? [])
    if (found.some((owner) => !waitsForOwned(owner))) return
    // Who waits for what it owns waits for what that owns, too.
    if (found.length > 0 && ownedBy(object, owned).length > 0) this.addFinalizer(kept, 'foregroundDeletion')
    this.world.store.delete(type, object.metadata.namespace, object.metadata.name, undefined)
  }

  private addFinalizer({ type, object }: Kept, finalizer: string): void {
    const finalizers = [...(object.metadata.finalizers ?? []), finalizer]
    this.world.store.update(type, { ...object, metadata: { ...object.metadata, resourceVersion: '', finalizers } })
  }

  private finish({ type, object }: Kept, byOwner: Owned): void {
    const finalizers = object.metadata.finalizers ?? []
    if (!isEnding(object) || finalizers.length === 0) return
    const owned = ownedBy(object, byOwner)
    if (finalizers.includes('orphan')) {
      for (const kept of owned) this.release(kept, object)
      this.dropFinalizer(type, object, 'orphan')
    } else if (finalizers.includes('foregroundDeletion') && owned.length === 0) {
      this.dropFinalizer(type, object, 'foregroundDeletion')
    }
  }

  /** Everything of a kind goes before its definition. */
  private endKind({ type, object }: Kept, all: readonly Kept[]): void {
    const { store } = this.world
    const group = textAt(object, 'spec', 'group')
    const plural = textAt(object, 'spec', 'names', 'plural')
    const own = all.filter((kept) => kept.type.group === group && kept.type.resource === plural)
    const there = (kept: Kept) => store.get(kept.type, kept.object.metadata.namespace, kept.object.metadata.name)
    for (const kept of own) {
      const still = there(kept)
      if (still !== undefined && !isEnding(still))
        store.delete(kept.type, still.metadata.namespace, still.metadata.name, undefined)
    }
    if (own.every((kept) => there(kept) === undefined)) this.dropFinalizer(type, object, CLEANUP)
  }

  private release({ type, object }: Kept, owner: StoredObject): void {
    const ownerReferences = (object.metadata.ownerReferences ?? []).filter(
      (reference) => reference.uid !== owner.metadata.uid,
    )
    this.world.store.update(type, { ...object, metadata: { ...object.metadata, ownerReferences } })
  }

  private dropFinalizer(type: ResourceType, object: StoredObject, finalizer: string): void {
    const current = this.world.store.get(type, object.metadata.namespace, object.metadata.name)
    if (current === undefined) return
    const finalizers = (current.metadata.finalizers ?? []).filter((one) => one !== finalizer)
    this.world.store.update(type, { ...current, metadata: { ...current.metadata, finalizers } })
  }

  private endNamespaces(all: readonly Kept[]): void {
    for (const namespace of this.world.store.list(typeOf('Namespace'))) {
      if (!isEnding(namespace)) continue
      const inside = all.filter(
        ({ type, object }) => type.namespaced && object.metadata.namespace === namespace.metadata.name,
      )
      for (const { type, object } of inside) {
        const still = this.world.store.get(type, object.metadata.namespace, object.metadata.name)
        if (still !== undefined && !isEnding(still))
          this.world.store.delete(type, object.metadata.namespace, object.metadata.name, undefined)
      }
      const left = inside.some(
        ({ type, object }) => this.world.store.get(type, object.metadata.namespace, object.metadata.name) !== undefined,
      )
      const current = this.world.store.get(typeOf('Namespace'), undefined, namespace.metadata.name)
      if (current === undefined) continue
      if (left) this.world.store.update(typeOf('Namespace'), { ...current, status: { phase: 'Terminating' } })
      else this.world.store.update(typeOf('Namespace'), { ...current, spec: {}, status: { phase: 'Terminating' } })
    }
  }
}

const waitsForOwned = (owner: StoredObject): boolean =>
  isEnding(owner) && (owner.metadata.finalizers ?? []).includes('foregroundDeletion')

/** What belongs to whom, by the owner's uid. */
type Owned = ReadonlyMap<string, readonly Kept[]>

function byOwner(all: readonly Kept[]): Owned {
  const owned = new Map<string, Kept[]>()
  for (const kept of all) {
    for (const uid of new Set((kept.object.metadata.ownerReferences ?? []).map((reference) => reference.uid))) {
      const known = owned.get(uid)
      if (known === undefined) owned.set(uid, [kept])
      else known.push(kept)
    }
  }
  return owned
}

const ownedBy = (owner: StoredObject, owned: Owned): readonly Kept[] => owned.get(owner.metadata.uid ?? '') ?? []
