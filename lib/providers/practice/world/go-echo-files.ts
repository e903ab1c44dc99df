import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { EchoAbout } from './go-echo'

const TYPES = { 'page.css': 'text/css; charset=utf-8', 'page.js': 'text/javascript; charset=utf-8' } as const
const texts = new Map<string, string>()

/** A file of the real program's sources; BUZZCRATE_ROOT is the installed program's folder. */
function textOf(name: string): string {
  const known = texts.get(name)
  if (known !== undefined) return known
  const text = readFileSync(path.join(process.env['BUZZCRATE_ROOT'] ?? process.cwd(), 'demos', 'go-echo', name), 'utf8')
  texts.set(name, text)
  return text
}

/** What lies below /page/ of go-echo; undefined for other paths. */
export function pageFile(place: string): { readonly type: string; readonly text: string } | undefined {
  for (const [name, type] of Object.entries(TYPES)) {
    if (place === `/page/${name}`) return { type, text: textOf(`page/${name}`) }
  }
  return undefined
}

/** The page that a browser gets, filled in as Go's templates do. */
export function echoPage({ pod, node, architecture, version }: EchoAbout, host: string): string {
  const values: Readonly<Record<string, string>> = {
    Pod: pod,
    Node: node,
    Architecture: architecture,
    Version: version,
    Host: host,
  }
  return textOf('page/page.html').replace(/\{\{\.(\w+)\}\}/g, (_, name: string) => escaped(values[name] ?? ''))
}

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign)
