import { catalogue, plural } from '@/lib/shared/catalogue'

export const clusters = catalogue({
  en: {
    title: 'Clusters',
    create: 'Create cluster',
    races: 'Races',
    empty:
      'You have no cluster yet. A cluster is a few machines that run your apps together, and go on when one of them falls silent.',
    list: 'Clusters',
    lead: (count: number) => plural(count, { one: 'You have one cluster.', other: 'You have # clusters.' }),
    phases: {
      creating: 'Being created',
      ready: 'Ready',
      attention: 'Needs you',
      deleting: 'Being deleted',
      deleted: 'Deleted',
    },
    machines: (count: number) => plural(count, { one: '# machine', other: '# machines' }),
    watch: 'Watch it',
    lookAt: (title: string) => `Look at the run: ${title}`,
    open: (name: string) => `Open ${name}`,
    // home
    home: 'Home',
    welcome: (name: string) => `Welcome, ${name}`,
    homeClusters: 'Clusters',
    homeRuns: 'Going on now',
    homeMachines: 'Machines',
    homeMachinesLead: (ready: number, all: number) =>
      `${plural(all, { one: 'One machine', other: '# machines' })}; ${plural(ready, {
        zero: 'none is free and ready',
        one: 'one is free and ready',
        other: '# are free and ready',
      })}.`,
    noMachines: 'None yet.',
    allMachines: 'All machines',
    addMachines: 'Add machines',
    needsYou: 'Needs you',
    runNeedsYou: (title: string) => `${title}: a step failed and waits for you.`,
    openRun: 'Open the run',
    machineNeedsYou: (name: string) => `${name} is not ready for a cluster.`,
    openMachine: 'See why',
    nothingNeeds: 'Everything is as it should be.',
    clustersReady: (ready: number) =>
      plural(ready, { zero: '', one: 'One cluster is ready.', other: '# clusters are ready.' }),
    stepsDone: (done: number, all: number) => `${done} of ${all} steps`,
    moreLanes: (count: number) => plural(count, { one: 'and one more machine', other: 'and # more machines' }),
    runState: {
      running: 'Running',
      held: 'Held: needs you',
      succeeded: 'Done',
      unwinding: 'Being taken back',
      undone: 'Taken back',
      stuck: 'Clean-up is stuck',
    },
    miniLabel: (title: string) => `Progress of ${title}`,
  },
})
