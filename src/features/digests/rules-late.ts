/** Working days after which a customer left waiting is the lead's business as well. */
export const LATE_FOR_LEAD = 3

/** `fresh`: of them, those that came to it today. */
export type LateOfRep = { userid: string; name: string; count: number; longest: number; fresh: number }
type List = { userid: string; repName: string; items: readonly { item: { overdueDays: number } }[] }
type Seat = { userid: string; departmentIds: readonly number[]; leads: readonly number[] }

/**
 * Whose customers wait for three working days or more, by the leads of the rep's own departments. A lead is told on the
 * morning on which somebody comes to it; the same list every morning would be read by nobody.
 */
export const lateByLead = (lists: readonly List[], seats: readonly Seat[]): Map<string, LateOfRep[]> => {
  const departmentsOf = new Map(seats.map((seat) => [seat.userid, seat.departmentIds]))
  const byLead = new Map<string, LateOfRep[]>()
  for (const { userid, repName, items } of lists) {
    const days = items.map(({ item }) => item.overdueDays).filter((late) => late >= LATE_FOR_LEAD)
    if (days.length === 0) continue
    const late = {
      userid,
      name: repName,
      count: days.length,
      longest: Math.max(...days),
      fresh: days.filter((one) => one === LATE_FOR_LEAD).length,
    }
    const departments = departmentsOf.get(userid) ?? []
    for (const lead of seats.filter((seat) => seat.leads.some((one) => departments.includes(one)))) {
      if (lead.userid !== userid) byLead.set(lead.userid, [...(byLead.get(lead.userid) ?? []), late])
    }
  }
  for (const lines of byLead.values()) lines.sort((a, b) => b.longest - a.longest || b.count - a.count)
  return new Map([...byLead].filter(([, lines]) => lines.some((one) => one.fresh > 0)))
}
