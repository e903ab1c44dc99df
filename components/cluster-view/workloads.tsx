'use client'

import { type FormEvent, useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Led } from '@/components/ui/led'
import { SectionTitle } from '@/components/ui/page-header'
import { Cell, Row, Table } from '@/components/ui/table'
import type { DeploymentRow, ServiceRow } from '@/lib/contracts/live-rows'
import { clusterView } from '@/messages/cluster-view'
import { practice as practiceWords } from '@/messages/practice'
import { UI_TONE } from './ui-tone'

const MAX_REPLICAS = 20

interface Props {
  readonly deployments: readonly DeploymentRow[]
  readonly services: readonly ServiceRow[]
  /** Addresses are simulated: nothing outside of the cluster can open them. */
  readonly practice: boolean
  /** Rejects with words for the person. */
  readonly onScale: (deployment: DeploymentRow, replicas: number) => Promise<void>
}

/** Deployments with their number of pods to change, and the addresses that services give. */
export function Workloads({ deployments, services, practice, onScale }: Props) {
  const t = useText(clusterView)
  const { simulatedAddresses } = useText(practiceWords)
  const yours = deployments.filter((deployment) => !deployment.system)
  const open = services.filter((service) => !service.system && service.type === 'LoadBalancer')
  return (
    <>
      <SectionTitle remark={t.deploymentsRemark}>{t.deployments}</SectionTitle>
      <Table label={t.deployments} head={[t.name, t.state, t.pods, t.image]}>
        {yours.length === 0 ? (
          <Row>
            <Cell colSpan={4} className="text-soft">
              {t.noDeployments}
            </Cell>
          </Row>
        ) : null}
        {yours.map((deployment) => (
          <Row key={deployment.key}>
            <Cell mono>{deployment.name}</Cell>
            <Cell>
              <span className="inline-flex items-center gap-2 font-medium">
                <Led tone={UI_TONE[deployment.tone]} />
                {deployment.words || deployment.label}
              </span>
            </Cell>
            <Cell>
              <ScaleControl deployment={deployment} onScale={onScale} />
            </Cell>
            <Cell mono className="text-faint">
              {deployment.images.join(', ')}
            </Cell>
          </Row>
        ))}
      </Table>
      {open.length === 0 ? null : (
        <>
          <SectionTitle remark={practice ? simulatedAddresses : t.servicesRemark}>{t.services}</SectionTitle>
          <Table label={t.services} head={[t.name, t.state, t.addresses]}>
            {open.map((service) => (
              <Row key={service.key}>
                <Cell mono>{service.name}</Cell>
                <Cell>
                  <span className="inline-flex items-center gap-2 font-medium">
                    <Led tone={UI_TONE[service.tone]} />
                    {service.words || service.label}
                  </span>
                </Cell>
                <Cell>
                  <span className="flex flex-wrap gap-x-3 gap-y-1">
                    {service.addresses.flatMap((address) =>
                      service.ports.map(({ port }) =>
                        practice ? (
                          <span key={`${address}:${port}`} className="facts text-soft">
                            {address}:{port}
                          </span>
                        ) : (
                          <a
                            key={`${address}:${port}`}
                            className="facts text-honey underline"
                            href={`http://${address}:${port}/`}
                            target="_blank"
                            rel="noreferrer"
                          >
                            {address}:{port}
                          </a>
                        ),
                      ),
                    )}
                  </span>
                </Cell>
              </Row>
            ))}
          </Table>
        </>
      )}
    </>
  )
}

function ScaleControl({
  deployment,
  onScale,
}: {
  readonly deployment: DeploymentRow
  readonly onScale: Props['onScale']
}) {
  const t = useText(clusterView)
  const [replicas, setReplicas] = useState(deployment.wanted)
  const [wanted, setWanted] = useState(deployment.wanted)
  // Follows what others do, but not from under a hand that is at the slider.
  if (wanted !== deployment.wanted) {
    setWanted(deployment.wanted)
    if (replicas === wanted) setReplicas(deployment.wanted)
  }
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    try {
      await onScale(deployment, replicas)
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure))
    }
    setBusy(false)
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-wrap items-center gap-2">
      <input
        type="range"
        min={0}
        max={MAX_REPLICAS}
        value={replicas}
        aria-label={t.podsOf(deployment.name)}
        onChange={(event) => setReplicas(event.target.valueAsNumber)}
        className="h-6 w-28 accent-honey"
      />
      <output className="facts w-16">{t.readyOf(deployment.ready, replicas)}</output>
      {replicas === deployment.wanted ? null : (
        <Button type="submit" size="small" kind="primary" busy={busy}>
          {t.scaleTo(replicas)}
        </Button>
      )}
      {error === undefined ? null : (
        <span role="alert" className="text-sm text-bad">
          {error}
        </span>
      )}
    </form>
  )
}
