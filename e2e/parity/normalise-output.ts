/** What differs from run to run, and the word that stands for it. In this order. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uid>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?(Z|[+-]\d{4}|[+-]\d\d:\d\d))?( UTC)?/g, '<time>'],
  [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [\w ]{5,12} \d\d:\d\d:\d\d( [+-]\d{4}| \d{4})?( \d{4})?/g, '<time>'],
  [/("?resourceVersion"?: ?)"\d+"/g, '$1"<version>"'],
  [/\b\d{1,3}(\.\d{1,3}){3}(\/\d+)?\b/g, '<ip>'],
  [/sha256:[0-9a-f]{12,64}/g, '<digest>'],
  [/\b(containerd|practice):\/\/[\w./:<>-]+/g, '<container>'],
  // Names with a template's hash, and five random characters; both from an alphabet without vowels.
  [/-[bcdfghjklmnpqrstvwxz2456789]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-<hash>-<id>'],
  [/-(?=[bcdfghjklmnpqrstvwxz2456789]*\d)[bcdfghjklmnpqrstvwxz2456789]{8,10}\b/g, '-<hash>'],
  [/\b(kube-api-access|web|hello|fails|agent|made|shop|many)-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '$1-<id>'],
  [/\b(web|shop|coredns)-[bcdfghjklmnpqrstvwxz2456789]{8,10}\b/g, '$1-<hash>'],
  [/(pod-template-hash"?[=:] ?"?)[bcdfghjklmnpqrstvwxz2456789]+/g, '$1<hash>'],
  [/\b3[012]\d{3}\b/g, '<node-port>'],
  [/\bv1\.36\.\d+\+k3s\d+/g, '<version>'],
  [/(?<=[\s(~"])(\d+(\.\d+)?(d|h|m|s|ms|µs))+(?=[\s),"]|$)/gm, '<age>'],
  // How often an event was seen.
  [/<age> \(x\d+ over <age>\)/g, '<age>'],
]

/** The output with what differs from run to run masked, and columns that are as wide as their text. */
export function normaliseOutput(text: string, names: Readonly<Record<string, string>>): string {
  const named = Object.entries(names).reduce((all, [word, name]) => all.replaceAll(name, `<${word}>`), text)
  return MASKS.reduce((all, [pattern, word]) => all.replace(pattern, word), named)
    .split('\n')
    .map((line) => line.replace(/(?<=\S)[ \t]{2,}/g, '  ').trimEnd())
    .join('\n')
    .trim()
}
