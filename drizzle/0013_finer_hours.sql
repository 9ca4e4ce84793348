-- Windows of ten minutes and more are counted in 96 steps where they had 24. What was counted by the longer steps counts
-- from now on: for an hour a little less is called than WeCom allows, never more.
update limiter_windows set taken = taken + coalesce((select sum(one) from unnest(earlier) as one), 0), earlier = '{}'
where key ~ ':\d+$' and substring(key from ':(\d+)$')::int >= 600;
