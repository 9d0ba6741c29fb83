"""Our scripts in Redis, which wrap BullMQ's.

How it works: Redis runs a script as one step. BullMQ's scripts each work on one queue; ours choose the
queue, check what they find in it, and then call BullMQ's own, whose text is put into ours as a function of
the two tables that Redis would give it. So a take looks at many queues and takes from one of them in one
step and one round trip, and a call adds many jobs, also in a Redis Cluster, where all our keys share a node.

What holds after every script:

- A job is waiting or in work, never neither. In work it has a lock, which runs out by itself.
- The marker of a line, for which idle consumers wait, is there if and only if something may be taken from
  the line: unless a consumer that it woke is on its way, whose take sets it again for the next one.
- The scores of all lines of a band can be compared: they are made of the tag, less a base that the band
  shares, and of a counter that the band shares.
"""

from collections.abc import Mapping
from enum import StrEnum

from bullmq.redis_connection import SCRIPT_DEFINITIONS, loadScript

from judgebox.dispatch.keys import INCARNATION, LINES, PREFIX, REJECTED
from judgebox.dispatch.messages import MESSAGE_BYTES, REJECTED_BYTES, REJECTED_KEPT
from judgebox.domain.turns import WINDOW, WINDOW_LIMIT

HIGHEST_PRIORITY = 2**21 - 1
"""BullMQ's limit. The lowest is 1: 0 is no priority to BullMQ, but the way past all of them."""

ROOM_BELOW = 2**16
"""So far below the first tag of a band may later ones lie; they are lower only after moves and retries."""

EVENTS_KEPT = 100
"""BullMQ keeps a stream of its own events, which we don't read; its default is 10,000 entries."""

BAD_AT_ONCE = 100
"""Bad entries that one take removes before it answers, so that a flood of them holds up nobody else."""

LIBRARY = f"""
local PREFIX, LINES, REJECTED = '{PREFIX}:', '{LINES}', '{REJECTED}'
local PAUSED, REJECTIONS = PREFIX .. 'paused', PREFIX .. 'rejections'
local SCORE_OF_PRIORITY = 0x100000000
local call = redis.call

local function key(line, part) return PREFIX .. line .. ':' .. part end
local function keys_of(line, ...)
  local keys = {{}}
  for i, part in ipairs({{...}}) do keys[i] = key(line, part) end
  return keys
end
local function band_of(line) return string.match(line, '^[^-]*') end
local function counter_of(line) return PREFIX .. 'counter:' .. band_of(line) end
local function base_of(line) return PREFIX .. 'base:' .. band_of(line) end
-- The first ten of those scripts of BullMQ by which a job leaves a list.
local function keys_to_leave(line)
  local keys = keys_of(
    line, 'wait', 'active', 'prioritized', 'events', 'stalled', 'limiter', 'delayed', 'paused', 'meta')
  keys[10] = counter_of(line)
  return keys
end

local function waiting(line) return call('LLEN', key(line, 'wait')) + call('ZCARD', key(line, 'prioritized')) end

local function tend_marker(line)
  if call('SISMEMBER', PAUSED, band_of(line)) == 0 and waiting(line) > 0 then
    call('ZADD', key(line, 'marker'), 0, '0')
  else
    call('DEL', key(line, 'marker'))
  end
end

local function set_aside(message, reason)
  local at = tonumber(call('TIME')[1])
  local kept = {{message = string.sub(message, 1, {REJECTED_BYTES}), reason = reason, at = at}}
  call('LPUSH', REJECTED, cjson.encode(kept))
  call('LTRIM', REJECTED, 0, {REJECTED_KEPT - 1})
  call('INCR', REJECTIONS)
end

local function priority_of(line, tag)
  local base = tonumber(call('GET', base_of(line)) or '')
  local priority = base and tag - base
  if not priority or priority < 1 or priority > {HIGHEST_PRIORITY} then
    local band, waits = band_of(line), 0
    for _, other in ipairs(call('SMEMBERS', LINES)) do
      if band_of(other) == band then waits = waits + call('ZCARD', key(other, 'prioritized')) end
    end
    if waits == 0 or not base then
      base = tag - {ROOM_BELOW}
      call('SET', base_of(line), string.format('%.0f', base))
    end
    priority = tag - base
  end
  return math.max(1, math.min(priority, {HIGHEST_PRIORITY}))
end
"""

_OFFER = f"""
-- ARGV: the time in ms, then line, id, tag and message of each offer. Returns 1 for each that is in the queue.
local now, rooms, placed = ARGV[1], {{}}, {{}}

local function room_of(line)
  if not rooms[line] then
    call('SADD', LINES, line)
    call('HSETNX', key(line, 'meta'), 'opts.maxLenEvents', {EVENTS_KEPT})
    local last = call('ZREVRANGE', key(line, 'prioritized'), 0, 0, 'WITHSCORES')
    local highest = last[2] and math.floor(tonumber(last[2]) / SCORE_OF_PRIORITY) or 0
    rooms[line] = {{size = waiting(line), highest = highest}}
  end
  return rooms[line]
end

local function is_queued(line, id)
  local job = key(line, id)
  if call('EXISTS', job) == 0 then return false end
  if call('ZSCORE', key(line, 'prioritized'), id) or call('EXISTS', job .. ':lock') == 1 then return true end
  if call('LPOS', key(line, 'wait'), id) or call('LPOS', key(line, 'active'), id) then return true end
  call('DEL', job) -- somebody has taken it out of its list: it would never be taken again
  return false
end

local function add(line, id, tag, message)
  local room, priority = room_of(line), priority_of(line, tonumber(tag))
  if room.size >= {WINDOW} and (room.size >= {WINDOW_LIMIT} or priority >= room.highest) then return false end
  local keys = keys_of(line, 'marker', 'meta', 'id', 'prioritized', 'delayed', 'completed', 'active', 'events')
  keys[9] = counter_of(line)
  local options = {{priority = priority, removeOnComplete = true, removeOnFail = true}}
  add_job(keys, {{cmsgpack.pack({{key(line, ''), id, 'judge', now}}), message, cmsgpack.pack(options)}})
  call('HSET', key(line, id), 'tag', tag)
  room.size, room.highest = room.size + 1, math.max(room.highest, priority)
  return true
end

for i = 2, #ARGV, 4 do
  local line, id = ARGV[i], ARGV[i + 1]
  placed[#placed + 1] = (is_queued(line, id) or add(line, id, ARGV[i + 2], ARGV[i + 3])) and 1 or 0
end
for line in pairs(rooms) do tend_marker(line) end
return placed
"""
"""Add offers, as far as their lines have room."""

_TAKE = f"""
-- ARGV: token, lease in ms, time in ms, the line whose marker woke us or '', the number of bands, their names
-- in the order of the turn, then the routes. Returns line, id and message of a job; or '', '' if bad entries
-- were removed and it is worth to look again; or the bands that are paused, after one 0.
local token, lease, now, woken = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
local bands = tonumber(ARGV[5])
local skipped, bad = {{}}, 0

local function first_of(line)
  local id = call('LINDEX', key(line, 'wait'), -1)
  if id then return id, 0 end
  local first = call('ZRANGE', key(line, 'prioritized'), 0, 0, 'WITHSCORES')
  if first[1] then return first[1], tonumber(first[2]) end
end

local function next_in(band)
  local best, best_id, best_score
  for i = 6 + bands, #ARGV do
    local line = band .. '-' .. ARGV[i]
    if not skipped[line] then
      local id, score = first_of(line)
      if id and (not best or score < best_score) then best, best_id, best_score = line, id, score end
    end
  end
  return best, best_id, best_score
end

local function drop(line, id, score)
  bad = bad + 1
  if score == 0 then call('RPOP', key(line, 'wait')) else call('ZREM', key(line, 'prioritized'), id) end
end

-- Whoever can write into Redis can write anything.
local function is_usable(line, id, score)
  local job = key(line, id)
  if #id > 64 or not string.match(id, '^[%w_]+%-%d+$') then
    drop(line, id, score)
    set_aside(id, 'its id is none of ours')
    return false
  end
  if call('EXISTS', job .. ':lock') == 1 and call('LPOS', key(line, 'active'), id) then
    drop(line, id, score)
    set_aside(id, 'it is in work already')
    return false
  end
  local kind, reason, message = call('TYPE', job).ok, nil, id
  if kind == 'none' then
    reason = 'there is no such message'
  elseif kind ~= 'hash' then
    reason = 'its message is a ' .. kind
  elseif call('HLEN', job) > 32 then
    reason = 'its message has too many fields'
  else
    local size = call('HSTRLEN', job, 'data')
    if size == 0 then reason = 'its message is empty' end
    if size > {MESSAGE_BYTES} then
      reason = 'its message has ' .. size .. ' bytes, the limit is {MESSAGE_BYTES}'
      if size < 1000000 then message = call('HGET', job, 'data') end
    end
  end
  if not reason then return true end
  drop(line, id, score)
  call('DEL', job)
  set_aside(message, reason)
  return false
end

local function take_from(line, id)
  local keys = keys_to_leave(line)
  keys[11] = key(line, 'marker')
  local options = cmsgpack.pack({{token = token, lockDuration = lease}})
  local taken = move_to_active(keys, {{key(line, ''), now, options}})
  if type(taken[2]) ~= 'string' then return nil end
  return {{line, taken[2], call('HGET', key(line, taken[2]), 'data') or ''}}
end

local function take()
  for i = 6, 5 + bands do
    while call('SISMEMBER', PAUSED, ARGV[i]) == 0 do
      local line, id, score = next_in(ARGV[i])
      if not line then break end
      if is_usable(line, id, score) then
        local taken = take_from(line, id)
        if taken then
          call('SADD', LINES, line)
          tend_marker(line)
          return taken
        end
        skipped[line] = true -- somebody has paused or limited it by means of BullMQ's own
      elseif bad >= {BAD_AT_ONCE} then
        return {{'', ''}}
      end
    end
  end
end

local taken = take()
-- It woke us for its own line, and we may have taken from another.
if woken ~= '' and not skipped[woken] then tend_marker(woken) end
if taken then return taken end
local nothing = call('SMEMBERS', PAUSED)
table.insert(nothing, 1, 0)
return nothing
"""
"""Take the next job of several lines."""

_FINISH = """
-- ARGV: line, id, token, time in ms, a reason to set it aside or ''. Returns a code of BullMQ.
local line, id, token = ARGV[1], ARGV[2], ARGV[3]
local keys = keys_to_leave(line)
keys[11], keys[12] = key(line, 'completed'), key(line, id)
keys[13], keys[14] = key(line, 'metrics:completed'), key(line, 'marker')
local options = cmsgpack.pack({token = token, keepJobs = {count = 0}, attempts = 0, maxMetricsSize = ''})
local message = ARGV[5] ~= '' and call('HGET', key(line, id), 'data')
local code = move_to_finished(keys, {id, ARGV[4], 'returnvalue', '""', 'completed', '', key(line, ''), options})
if message and code == 0 then set_aside(message, ARGV[5]) end
return code
"""
"""Remove a job that is in work, and set its message aside if there is a reason."""

_GIVE_BACK = """
-- ARGV: line, id, token, time in ms. Returns a code of BullMQ.
local line, id = ARGV[1], ARGV[2]
local job = key(line, id)
local tag = call('GET', job .. ':lock') == ARGV[3] and tonumber(call('HGET', job, 'tag') or '')
if tag then call('HSET', job, 'priority', priority_of(line, tag)) end -- the base may be another one by now
local keys = keys_of(line, 'active', 'wait', 'paused', id, 'meta', 'events', 'delayed', 'prioritized')
keys[9], keys[10], keys[11] = counter_of(line), key(line, 'marker'), key(line, 'stalled')
local code = retry_job(keys, {key(line, ''), ARGV[4], 'RPUSH', id, ARGV[3]})
tend_marker(line)
return code
"""
"""Put a job that is in work back to its place. BullMQ's script that is named for it forgets the marker."""

_RENEW = """
-- ARGV: line, id, token, lease in ms. Returns 1 if the lease still holds.
local line, id = ARGV[1], ARGV[2]
return extend_lock({key(line, id) .. ':lock', key(line, 'stalled')}, {ARGV[3], ARGV[4], id})
"""

_CHECK = """
-- ARGV: for how many ms nobody needs to check again, of those who check as often. Returns line and id of each
-- job that was put back.
if not call('SET', PREFIX .. 'checked:' .. ARGV[1], '1', 'PX', ARGV[1], 'NX') then return {} end
local found = {}
for _, line in ipairs(call('SMEMBERS', LINES)) do
  for _, id in ipairs(call('LRANGE', key(line, 'active'), 0, -1)) do
    local job = key(line, id)
    -- There is no lock, or it would never run out, and so is none of ours.
    if call('PTTL', job .. ':lock') < 0 and call('LREM', key(line, 'active'), 0, id) > 0 then
      call('DEL', job .. ':lock')
      if call('TYPE', job).ok == 'hash' then
        call('RPUSH', key(line, 'wait'), id)
        call('XADD', key(line, 'events'), 'MAXLEN', '~', 100, '*', 'event', 'stalled', 'jobId', id)
        found[#found + 1] = line
        found[#found + 1] = id
      else
        set_aside(id, 'its message was gone while it was in work')
      end
      tend_marker(line)
    end
  end
end
return found
"""
"""Put back in front what is in work without a lease."""

_WITHDRAW = """
-- ARGV: line, id.
local line, id = ARGV[1], ARGV[2]
local was_waiting = call('ZREM', key(line, 'prioritized'), id) + call('LREM', key(line, 'wait'), 0, id)
if was_waiting > 0 and not call('LPOS', key(line, 'active'), id) then call('DEL', key(line, id)) end
tend_marker(line)
"""
"""Remove a job that waits."""

_PAUSE = """
-- ARGV: 1 to pause or 0 to resume, then names of bands.
local bands = {}
for i = 2, #ARGV do
  bands[ARGV[i]] = true
  call(ARGV[1] == '1' and 'SADD' or 'SREM', PAUSED, ARGV[i])
end
for _, line in ipairs(call('SMEMBERS', LINES)) do
  if bands[band_of(line)] then tend_marker(line) end
end
"""

_DRAIN = """
-- ARGV: the line. Returns how many jobs were removed.
local line = ARGV[1]
local ids = call('LRANGE', key(line, 'wait'), 0, -1)
for _, id in ipairs(call('ZRANGE', key(line, 'prioritized'), 0, -1)) do ids[#ids + 1] = id end
for _, id in ipairs(ids) do
  if not call('LPOS', key(line, 'active'), id) then call('DEL', key(line, id)) end
end
call('DEL', key(line, 'wait'), key(line, 'prioritized'), key(line, 'marker'))
return #ids
"""
"""Remove what waits in a line."""

_WAKE = """
-- ARGV: lines. A consumer that was woken does not look: set the markers for another one.
for _, line in ipairs(ARGV) do tend_marker(line) end
"""

_STATS = """
-- Returns the number of rejected messages, the number of paused bands, those, then the line, the number of jobs
-- that wait there and of those in work, of each line that has any.
local paused = call('SMEMBERS', PAUSED)
local counts = {tonumber(call('GET', REJECTIONS) or '0') or 0, #paused, unpack(paused)}
for _, line in ipairs(call('SMEMBERS', LINES)) do
  local waits, leased = waiting(line), call('LLEN', key(line, 'active'))
  if waits + leased > 0 then
    counts[#counts + 1] = line
    counts[#counts + 1] = waits
    counts[#counts + 1] = leased
  end
end
return counts
"""

_NAME_LIFE = f"""
-- ARGV: a name for this life of the queue, if it has none. Returns its name, with that of the server's history of
-- writes: a replica that became the primary starts a new one, and may never have got what was written last.
call('SET', '{INCARNATION}', ARGV[1], 'NX')
local history = string.match(call('INFO', 'replication'), 'master_replid:(%x+)') or ''
return call('GET', '{INCARNATION}') .. '/' .. history
"""

_REPAIR = f"""
-- ARGV: lines, besides those that are known. Remove keys that hold something else than the scripts expect, since
-- every script that meets one fails.
local function expect(name, kind, is_number)
  local found = call('TYPE', name).ok
  if found == 'none' or (found == kind and not (is_number and not tonumber(call('GET', name)))) then return end
  call('DEL', name)
  if name ~= REJECTED and name ~= REJECTIONS then set_aside(name, 'the key was overwritten with a ' .. found) end
end

expect(REJECTED, 'list')
expect(REJECTIONS, 'string', true)
expect(LINES, 'set')
expect(PAUSED, 'set')
expect('{INCARNATION}', 'string')
local lines = call('SMEMBERS', LINES)
for _, line in ipairs(ARGV) do lines[#lines + 1] = line end
for _, line in ipairs(lines) do
  for part, kind in pairs({{wait = 'list', active = 'list', prioritized = 'zset', delayed = 'zset', marker = 'zset',
                           stalled = 'set', meta = 'hash', events = 'stream', limiter = 'string'}}) do
    expect(key(line, part), kind)
  end
  expect(key(line, 'id'), 'string', true)
  expect(counter_of(line), 'string', true)
  expect(base_of(line), 'string', true)
end
"""


class Script(StrEnum):
    """Our scripts; a value is the text, without what `load_scripts` adds."""

    OFFER = _OFFER
    TAKE = _TAKE
    FINISH = _FINISH
    GIVE_BACK = _GIVE_BACK
    RENEW = _RENEW
    CHECK = _CHECK
    WITHDRAW = _WITHDRAW
    PAUSE = _PAUSE
    DRAIN = _DRAIN
    WAKE = _WAKE
    STATS = _STATS
    NAME_LIFE = _NAME_LIFE
    REPAIR = _REPAIR


BULLMQ = {
    "add_job": "addPrioritizedJob",
    "move_to_active": "moveToActive",
    "move_to_finished": "moveToFinished",
    "retry_job": "retryJob",
    "extend_lock": "extendLock",
}
"""BullMQ's scripts, by the names under which ours call them."""


def load_scripts() -> Mapping[Script, str]:
    """Put the scripts together: what all of them use, those of BullMQ that each calls, and its own text."""
    functions = {
        name: f"local function {name}(KEYS, ARGV)\n{loadScript(SCRIPT_DEFINITIONS[script])}\nend\n"
        for name, script in BULLMQ.items()
    }
    return {
        script: LIBRARY + "".join(text for name, text in functions.items() if f"{name}(" in script) + script
        for script in Script
    }
