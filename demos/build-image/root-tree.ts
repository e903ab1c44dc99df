import type { FileRange, Owner, TarEntry } from './tar-archive'

/** What lies at a path. Two paths with the same content object are one file with two names. */
export type TreeNode =
  | { readonly kind: 'file'; readonly mode: number; readonly owner?: Owner; readonly content: Uint8Array | FileRange }
  | { readonly kind: 'folder'; readonly mode: number; readonly owner?: Owner }
  | { readonly kind: 'link'; readonly target: string; readonly owner?: Owner }

/** Folders that are links into /usr since Debian 12, while packages still name them. */
const MERGED = ['bin', 'lib', 'lib32', 'lib64', 'libx32', 'sbin'] as const
const MERGED_PATH = new RegExp(`^(${MERGED.join('|')})(?=/|$)`)

/** The root file system of an image while it is put together. Paths have no leading slash. */
export class RootTree {
  private readonly nodes = new Map<string, TreeNode>()

  /** Puts something at a path, in place of what was there; a folder that is there already stays as it is. */
  put(path: string, node: TreeNode): void {
    const place = mergedPath(path)
    if (place === '' || (node.kind === 'folder' && this.nodes.get(place)?.kind === 'folder')) return
    this.putParents(place)
    this.nodes.set(place, node)
  }

  find(path: string): TreeNode | undefined {
    return this.nodes.get(mergedPath(path))
  }

  /** Everything, sorted by path, so that folders come before what is in them. */
  entries(): readonly TarEntry[] {
    for (const name of MERGED) {
      if (this.nodes.has(`usr/${name}`)) this.nodes.set(name, { kind: 'link', target: `usr/${name}` })
    }
    const named = new Map<Uint8Array | FileRange, string>()
    return [...this.nodes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, node]): TarEntry => {
        if (node.kind !== 'file') return { name, ...node }
        const first = named.get(node.content)
        if (first !== undefined) return { kind: 'hard-link', name, target: first }
        named.set(node.content, name)
        return { name, ...node }
      })
  }

  private putParents(path: string): void {
    const parts = path.split('/').slice(0, -1)
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const parent = parts.slice(0, depth).join('/')
      if (!this.nodes.has(parent)) this.nodes.set(parent, { kind: 'folder', mode: 0o755 })
    }
  }
}

/** `lib/x` lies at `usr/lib/x`. */
const mergedPath = (path: string): string => path.replace(MERGED_PATH, 'usr/$1')
