import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { AppearanceCard } from '@/components/settings/appearance-card'
import { AuditTable } from '@/components/settings/audit-table'
import { CloudLimitsCard } from '@/components/settings/cloud-limits-card'
import { ControllerCard } from '@/components/settings/controller-card'
import { NoticesCard } from '@/components/settings/notices-card'
import { PasswordCard } from '@/components/settings/password-card'
import { PracticeLimitsCard } from '@/components/settings/practice-limits-card'
import { DemandCard } from '@/components/settings/second-factor/demand-card'
import { SecondFactorCard } from '@/components/settings/second-factor/second-factor-card'
import { SessionsCard } from '@/components/settings/sessions-card'
import { StorageCard } from '@/components/settings/storage-card'
import { PageHeader, SectionTitle } from '@/components/ui/page-header'
import { readSecondFactorDemand } from '@/lib/features/accounts/second-factor/demand'
import { readSecondFactor } from '@/lib/features/accounts/second-factor/read-second-factor'
import { listOwnSessions } from '@/lib/features/accounts/sessions'
import { listOwnNotices } from '@/lib/features/accounts/sign-in-notices'
import { listAudit } from '@/lib/features/audit'
import { readChosenController } from '@/lib/features/cloud-controller/read-chosen-controller'
import { readCloudLimits } from '@/lib/features/cloud-limits/read-cloud-limits'
import { readPracticeLimits } from '@/lib/features/practice/read-practice-limits'
import { readStorage } from '@/lib/features/storage/read-storage'
import { may } from '@/lib/shared/policy'
import { THEME_COOKIE, themeOf } from '@/lib/shared/preferences'
import { costs } from '@/messages/costs'
import { notices } from '@/messages/notices'
import { secondFactor } from '@/messages/second-factor'
import { settings } from '@/messages/settings'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(settings)).title }
}

export default async function SettingsPage() {
  const user = await requireActor('account.manage')
  const t = await pageText(settings)
  const c = await pageText(costs)
  const { title: twoStep } = await pageText(secondFactor)
  const { title: news, remark: newsRemark } = await pageText(notices)
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value)
  return (
    <>
      <PageHeader title={t.title} />
      <div className="grid items-start gap-x-5 lg:grid-cols-2">
        <div>
          <SectionTitle remark={t.appearanceRemark}>{t.appearance}</SectionTitle>
          <AppearanceCard theme={theme} />
          <SectionTitle remark={t.sessionsRemark}>{t.sessions}</SectionTitle>
          <SessionsCard initial={await listOwnSessions(user)} />
          <SectionTitle remark={newsRemark}>{news}</SectionTitle>
          <NoticesCard initial={await listOwnNotices(user)} />
        </div>
        <div className="max-lg:mt-6">
          <SectionTitle>{t.password}</SectionTitle>
          <PasswordCard email={user.email} />
          {may(user, 'second-factor.manage') ? (
            <>
              <SectionTitle>{twoStep}</SectionTitle>
              <SecondFactorCard initial={await readSecondFactor(user)} email={user.email} />
            </>
          ) : null}
          {may(user, 'settings.manage') ? <DemandCard initial={(await readSecondFactorDemand(user)).ofAdmins} /> : null}
        </div>
      </div>
      {may(user, 'settings.manage') ? (
        <div className="mt-6 grid items-start gap-x-5 lg:grid-cols-2">
          <div>
            <SectionTitle remark={t.practiceRemark}>{t.practice}</SectionTitle>
            <PracticeLimitsCard initial={await readPracticeLimits(user)} />
            <SectionTitle remark={t.storageRemark}>{t.storage}</SectionTitle>
            <StorageCard initial={await readStorage(user)} />
          </div>
          <div className="max-lg:mt-6">
            <SectionTitle remark={c.limitsRemark}>{c.limits}</SectionTitle>
            <CloudLimitsCard initial={await readCloudLimits(user)} />
            <SectionTitle remark={t.controllerRemark}>{t.controller}</SectionTitle>
            <ControllerCard initial={await readChosenController(user)} />
          </div>
        </div>
      ) : null}
      {may(user, 'audit.read') ? (
        <>
          <SectionTitle remark={t.auditRemark}>{t.audit}</SectionTitle>
          <AuditTable entries={await listAudit(user)} />
        </>
      ) : null}
    </>
  )
}
