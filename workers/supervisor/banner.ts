import type { Progress } from '@/scripts/setup/progress.mjs'

/** Tells where the panel is and what to do first. */
export function showBanner(about: {
  progress: Progress
  urls: readonly string[]
  link: string | undefined
  folder: string
}): void {
  const { progress, urls, link, folder } = about
  const [first, ...others] = urls
  const lines = [
    '',
    `  BuzzCrate is ready after ${(progress.elapsedMs() / 1000).toFixed(1)} s.`,
    '',
    `  Open      ${first}`,
    ...others.map((url) => `  or        ${url}`),
    ...(link ? ['', '  First time here? This link makes the first account. It works once:', `  ${link}`] : []),
    '',
    `  Data      ${folder}`,
    '  Stop      Ctrl-C',
    '',
  ]
  for (const line of lines) progress.say(line)
}
