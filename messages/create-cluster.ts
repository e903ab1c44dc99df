import { catalogue, plural } from '@/lib/shared/catalogue'

export const createCluster = catalogue({
  en: {
    title: 'New cluster',
    clusters: 'Clusters',
    steps: { where: 'Where', review: 'Review' },
    stepsLabel: 'Steps',
    // where
    whereLegend: 'Where shall it live?',
    name: 'Name',
    nameProblems: {
      'name-empty': 'Give the cluster a name.',
      'name-wrong': 'Use small letters, digits and hyphens, beginning with a letter; at most 40 characters.',
      'name-taken': 'You have a cluster of this name already.',
    },
    // review
    yaml: 'As YAML',
    yamlRemark: 'the same definition',
    whatHappens: 'What will happen',
    // summary
    summary: 'Summary',
    summaryTitle: (name: string, machines: number) =>
      `${name === '' ? 'A cluster' : name}, ${plural(machines, { zero: 'no machine yet', one: '# machine', other: '# machines' })}`,
    free: 'no bill',
    server: 'Server',
    agents: 'Agents',
    apps: 'Apps',
    none: 'none',
    lastTime: 'Last time',
    firstTime: 'first time',
    next: (step: string) => `Next: ${step}`,
    back: 'Back',
    create: (name: string) => `Create ${name}`,
    creating: 'Starting…',
    fixFirst: (count: number) =>
      plural(count, { one: 'Fix one thing, then create', other: 'Fix # things, then create' }),
    goThere: 'Go there',
    missing: 'Still missing',
  },
})
