/** Working days after which a customer left waiting is the lead's business as well. */
export const LATE_FOR_LEAD = 3

export type LateOfRep = { userid: string; name: string; count: number; longest: number }
type List = { userid: string; repName: string; items: readonly { item: { overdueDays: number } }[] }
type Seat = { userid: string; departmentIds: readonly number[]; leads: readonly number[] }

/** Who of a rep's customers waits for three working days or more, by the leads of the rep's own departments. */
export const lateByLead = (lists: readonly List[], seats: readonly Seat[]): Map<string, LateOfRep[]> => {
  const departmentsOf = new Map(seats.map((seat) => [seat.userid, seat.departmentIds]))
  const byLead = new Map<string, LateOfRep[]>()
  for (const { userid, repName, items } of lists) {
    const days = items.map(({ item }) => item.overdueDays).filter((late) => late >= LATE_FOR_LEAD)
    if (days.length === 0) continue
    const late = { userid, name: repName, count: days.length, longest: Math.max(...days) }
    const departments = departmentsOf.get(userid) ?? []
    for (const lead of seats.filter((seat) => seat.leads.some((one) => departments.includes(one)))) {
      if (lead.userid !== userid) byLead.set(lead.userid, [...(byLead.get(lead.userid) ?? []), late])
    }
  }
  for (const lines of byLead.values()) lines.sort((a, b) => b.longest - a.longest || b.count - a.count)
  return byLead
}
