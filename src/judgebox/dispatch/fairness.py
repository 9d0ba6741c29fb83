"""Fair share between the users of one band, on a stock priority queue.

How it works: each offer gets a tag, and lower tags are served first, equal ones in order of arrival. The
lowest tag that waits is the round that is being served. A user's next tag is one above the user's last
one, or above the round, whichever is higher. So a user with a thousand offers and one with five take
turns, whoever comes later gets the first turn in the next round, and nobody who waits is starved by
newcomers, since none of them gets into the round that is being served. (Start-time fair queueing.)

The last tags are a hint: if they are lost, or if there are too many of them, a user starts anew with the
current round. With no offer waiting everybody does.
"""

HIGHEST_TAG = 2**21 - 1
"""BullMQ's limit on priorities; at the limit order is that of arrival, until the queue is empty once.
The lowest is 1: 0 is no priority to BullMQ, but the way past all of them."""

REMEMBERED_USERS = 100_000

EVENTS_KEPT = 100
"""BullMQ keeps a stream of its own events, which we don't read; its default is 10,000 entries."""

TAG_SCRIPT = f"""
local waiting, tags, meta = KEYS[1], KEYS[2], KEYS[3]
local job_prefix = ARGV[1]
redis.call('HSETNX', meta, 'opts.maxLenEvents', {EVENTS_KEPT})
local first = redis.call('ZRANGE', waiting, 0, 0, 'WITHSCORES')
local round = 0
if first[2] then
  round = math.floor(tonumber(first[2]) / 0x100000000)
end
if not first[2] or redis.call('HLEN', tags) > {REMEMBERED_USERS} then
  redis.call('DEL', tags)
end
local given = {{}}
for i = 2, #ARGV, 2 do
  if redis.call('EXISTS', job_prefix .. ARGV[i]) == 1 then
    table.insert(given, 0)
  else
    local last = tonumber(redis.call('HGET', tags, ARGV[i + 1]) or 0)
    local tag = math.min(math.max(last, round) + 1, {HIGHEST_TAG})
    redis.call('HSET', tags, ARGV[i + 1], tag)
    table.insert(given, tag)
  end
end
return given
"""
"""Give tags to offers.

KEYS: BullMQ's `prioritized` and our `tags` and BullMQ's `meta` of one queue. ARGV: the prefix of job keys,
then for each offer its job id and its user. Returns a tag each, 0 for an offer that is there already.
"""
