import { describe, expect, test } from 'vitest'
import {
  ledDepartments,
  membersOf,
  type Org,
  personIn,
  roleOf,
  scopeOf,
  withDescendants,
} from '../../../src/features/members/rules.ts'

const member = (userid: string, departmentIds: number[], leads: number[] = []) => ({ userid, departmentIds, leads })
const unit = (id: number, parentId: number, leaders: string[] = []) => ({ id, parentId, leaders })

/** 总部 1 has 华东 2 with 一组 4 and 二组 5, and 华南 3 without teams. */
const ORG: Org = {
  departments: [unit(1, 0), unit(2, 1, ['LinYu']), unit(3, 1), unit(4, 2), unit(5, 2, ['zhaolei']), unit(9, 8)],
  members: [
    member('linyu', [2]),
    member('ZhaoLei', [5]),
    member('wangmin', [4]),
    member('heping', [4, 5]),
    member('suntao', [3], [3]),
    member('zhouyan', [3]),
    member('nobody', []),
  ],
}

describe('the place of a member in the company', () => {
  test('who leads a department with teams below it is a manager, who leads a team is a lead, all others are reps', () => {
    const roles = ORG.members.map(({ userid }) => [userid, roleOf(userid, ORG, [])])
    expect(Object.fromEntries(roles)).toEqual({
      linyu: 'manager',
      ZhaoLei: 'lead',
      wangmin: 'rep',
      heping: 'rep',
      suntao: 'lead',
      zhouyan: 'rep',
      nobody: 'rep',
    })
  })

  test('one department with teams below it makes a manager of who leads others without', () => {
    const org: Org = { ...ORG, members: [member('gaoyuan', [1], [3, 2])] }
    expect(roleOf('gaoyuan', org, [])).toBe('manager')
  })

  test('an admin is one whatever he leads, and however his name is written in the settings', () => {
    expect(roleOf('wangmin', ORG, ['someone', 'WangMin'])).toBe('admin')
    expect(roleOf('LINYU', ORG, ['linyu'])).toBe('admin')
    expect(roleOf('wangmin', ORG, ['wang'])).toBe('rep')
  })

  test('leading counts by the own record or by the department’s, once, in any spelling', () => {
    const both: Org = { ...ORG, members: [member('LinYu', [2], [2, 4])] }
    expect(ledDepartments('linyu', both)).toEqual([2, 4])
    expect(ledDepartments('zhaolei', ORG)).toEqual([5])
    expect(ledDepartments('suntao', ORG)).toEqual([3])
    expect(ledDepartments('wangmin', ORG)).toEqual([])
    expect(ledDepartments('stranger', ORG)).toEqual([])
  })

  test('of two spellings of one name the very same is meant first', () => {
    const twins: Org = { departments: [unit(4, 2)], members: [member('WANG', [4], [4]), member('wang', [4])] }
    expect([ledDepartments('wang', twins), ledDepartments('WANG', twins)]).toEqual([[], [4]])
  })
})

describe('whose customers somebody sees', () => {
  test('a rep sees the own, a lead the team’s, a manager all below, an admin everybody’s', () => {
    expect(scopeOf('wangmin', 'rep', ORG)).toEqual({ all: false, userids: ['wangmin'] })
    expect(scopeOf('ZhaoLei', 'lead', ORG)).toEqual({ all: false, userids: ['ZhaoLei', 'heping'] })
    // Whom a page knows as a rep sees no team, whatever the directory says by now.
    expect(scopeOf('ZhaoLei', 'rep', ORG)).toEqual({ all: false, userids: ['ZhaoLei'] })
    expect(scopeOf('linyu', 'manager', ORG)).toEqual({
      all: false,
      userids: ['linyu', 'ZhaoLei', 'wangmin', 'heping'],
    })
    expect(scopeOf('wangmin', 'admin', ORG)).toEqual({ all: true })
  })

  test('who leads a team he is no member of sees it and himself', () => {
    const org: Org = { departments: [unit(4, 2, ['boss'])], members: [member('wangmin', [4])] }
    expect(scopeOf('boss', 'lead', org)).toEqual({ all: false, userids: ['boss', 'wangmin'] })
  })

  test('a department has everything below it, to any depth, and a circle in the data ends', () => {
    expect(withDescendants([1], ORG)).toEqual([1, 2, 3, 4, 5])
    expect(withDescendants([2], ORG)).toEqual([2, 4, 5])
    expect(withDescendants([3, 5], ORG)).toEqual([3, 5])
    expect(withDescendants([], ORG)).toEqual([])
    const circle: Org = { departments: [unit(6, 7), unit(7, 6)], members: [] }
    expect(withDescendants([6], circle)).toEqual([6, 7])
  })

  test('members of a department are those of it and below it, each once', () => {
    expect(membersOf([2], ORG)).toEqual(['linyu', 'ZhaoLei', 'wangmin', 'heping'])
    expect(membersOf([4], ORG)).toEqual(['wangmin', 'heping'])
    expect(membersOf([9], ORG)).toEqual([])
  })

  test('name, role and scope of one person come together', () => {
    expect(personIn({ userid: 'suntao', name: '孙涛' }, ORG, [])).toEqual({
      userid: 'suntao',
      name: '孙涛',
      role: 'lead',
      scope: { all: false, userids: ['suntao', 'zhouyan'] },
      departments: [3, 1],
      leads: [3],
    })
    const stranger = personIn({ userid: 'stranger', name: '路人' }, ORG, [])
    expect([stranger.role, stranger.departments, stranger.leads]).toEqual(['rep', [], []])
    // Who leads a department with teams below has the affairs of all of them, and of what is above.
    expect(personIn({ userid: 'linyu', name: '林语' }, ORG, [])).toMatchObject({ role: 'manager', leads: [2, 4, 5] })
    expect([...personIn({ userid: 'wangmin', name: '王敏' }, ORG, []).departments].sort()).toEqual([1, 2, 4])
  })
})
