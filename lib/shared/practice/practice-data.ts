/** The label of a practice node that says how much faster than real time its cluster runs. */
export const SPEED_LABEL = 'buzzcrate.dev/speed'

/** How much faster than real a practice cluster's time runs. */
export const PRACTICE_SPEEDS = [1, 5, 20] as const
export type PracticeSpeed = (typeof PRACTICE_SPEEDS)[number]
export const USUAL_SPEED: PracticeSpeed = 5

/** A downloaded kubeconfig of a practice cluster works for so long. */
export const KUBECONFIG_DAYS = 30

export const MOST_PRACTICE_MACHINES = 10
export const USUAL_PRACTICE_MACHINES = 3

/**
 * A practice app is opened on a port of the machine that runs the panel. The panel knows it as 127.0.0.1; a browser on
 * another computer has to ask where it found the panel.
 * @param hostname `location.hostname`
 */
export function practiceUrlFrom(url: string, hostname: string): string {
  const found = new URL(url)
  found.hostname = hostname
  return found.toString()
}
