R"lua(
-- Reading, one call each. Who reads a conversation touches it; that is all it writes, and a full memory allows it.
-- Where nothing may be written (a full disk), the twin NAME_ro answers the same; the next write enters the epoch.

-- As `touch`, writing nothing.
local function peek(p, id)
  local h = redis.call('HMGET', p .. 'conv:' .. id, 'epoch', 'log_seq', 'notes_seq', 'epochs')
  if not h[1] then return nil end
  local epoch = current_epoch()
  if h[1] ~= epoch then h[1], h[4] = epoch, ended(h[4], h[1], h[2], h[3]) end
  return h
end

-- Registers a reading and its twin; `read` gets the way in which they enter the epoch.
local function register_reading(name, read)
  redis.register_function{function_name = name, flags = {'allow-oom'},
                          callback = function(KEYS, ARGV) return read(KEYS, ARGV, touch) end}
  redis.register_function{function_name = name .. '_ro', flags = {'no-writes'},
                          callback = function(KEYS, ARGV) return read(KEYS, ARGV, peek) end}
end

local function online(p, people)
  local list = words(people)
  if #list == 0 then return list end
  local is, there = redis.call('HMGET', p .. 'present', unpack(list)), {}
  for i, person in ipairs(list) do
    if is[i] then there[#there + 1] = person end
  end
  return there
end

-- {open, hash, online, position or ""} | {sealed, blob, online, epoch} | {gone}
local function view(p, id, enter)
  local entered = enter(p, id)
  if entered then
    local hash = redis.call('HGETALL', p .. 'conv:' .. id)
    for i = 1, #hash, 2 do
      if hash[i] == 'epoch' then hash[i + 1] = entered[1] end
    end
    local h = redis.call('HMGET', p .. 'conv:' .. id, 'people', 'department')
    local rank = redis.call('ZRANK', p .. 'waiting:' .. h[2], id)
    return {'open', hash, online(p, h[1]), rank and digits(rank + 1) or ''}
  end
  local blob = redis.call('GET', p .. 'sealed:' .. id)
  if not blob then return {'gone'} end
  return {'sealed', blob, online(p, string.match(blob, '^%d+ %d+([^\n]*)\n')), current_epoch()}
end

-- ARGV: conversation. Gives {now, view}.
register_reading('look_2', function(KEYS, ARGV, enter) return {digits(now_ms()), view(KEYS[1], ARGV[1], enter)} end)

-- Where an epoch that ended was cut: the lowest of its own and all later cuts; 0 and 0 when it is unknown.
local function cuts(epochs, asked)
  local log, notes
  for _, e in ipairs(words(epochs)) do
    local epoch, l, n = string.match(e, '^(%x+):(%d+):(%d+)$')
    if epoch == asked or log then
      log, notes = math.min(log or math.huge, tonumber(l)), math.min(notes or math.huge, tonumber(n))
    end
  end
  return digits(log or 0), digits(notes or 0)
end

-- ARGV: conversation, epoch or "" (whichever it is), log after or "", notes after or "", limit over both together,
-- visitor whose it must be or "". Gives {gone} | {sealed, blob, epoch} | {rollback, epoch, cut of log, of notes} |
-- {ok, epoch, last of log, of notes, entries of log, of notes, version of the body}.
local function sync(KEYS, ARGV, enter)
  local p, id, asked = KEYS[1], ARGV[1], ARGV[2]
  local h = enter(p, id)
  if not h then
    local blob = redis.call('GET', p .. 'sealed:' .. id)
    if not blob then return {'gone'} end
    return {'sealed', blob, current_epoch()}
  end
  if ARGV[6] ~= '' and redis.call('HGET', p .. 'conv:' .. id, 'visitor') ~= ARGV[6] then return {'gone'} end
  if asked ~= '' and asked ~= h[1] then return {'rollback', h[1], cuts(h[4], asked)} end
  local left = tonumber(ARGV[5])
  local function page(name, after)
    if after == '' or left <= 0 then return {} end
    local list = redis.call('XRANGE', p .. name .. id, digits(after + 1) .. '-0', '+', 'COUNT', left)
    left = left - #list
    return list
  end
  local log = page('log:', ARGV[3])
  return {'ok', h[1], h[2], h[3], log, page('notes:', ARGV[4]), redis.call('HGET', p .. 'conv:' .. id, 'v')}
end
register_reading('sync_2', sync)

-- ARGV: visitor. Gives {now, v or "", body or "", view of the latest conversation or {gone}}: the newest that is open,
-- else the newest.
local function greet(KEYS, ARGV, enter)
  local p, visitor = KEYS[1], ARGV[1]
  local h = redis.call('HMGET', p .. 'visitor:' .. visitor, 'v', 'body')
  local ids = redis.call('ZRANGE', p .. 'of:' .. visitor, 0, 15, 'REV')
  local latest = ids[1]
  for _, id in ipairs(ids) do
    local state = redis.call('HGET', p .. 'conv:' .. id, 'state')
    if state == 'queued' or state == 'offered' or state == 'active' then
      latest = id
      break
    end
  end
  return {digits(now_ms()), h[1] or '', h[2] or '', latest and view(p, latest, enter) or {'gone'}}
end
register_reading('greet_2', greet)

local function staff_view(p, id)
  local h = redis.call('HMGET', p .. 'staff:' .. id, 'v', 'body')
  if not h[1] then return nil end
  return {h[1], h[2], redis.call('HEXISTS', p .. 'present', id)}
end

-- ARGV: staff ids; none: everybody. Gives {now, {v, body, here}…} of those who exist.
local function staff(KEYS, ARGV)
  local p, answer = KEYS[1], {digits(now_ms())}
  local ids = ARGV
  if #ids == 0 then
    ids = redis.call('HVALS', p .. 'email')
    table.sort(ids)
  end
  for _, id in ipairs(ids) do answer[#answer + 1] = staff_view(p, id) end
  return answer
end
redis.register_function{function_name = 'staff_2', callback = staff, flags = {'no-writes'}}

-- ARGV: e-mail. Gives {staff, password hash} or {}.
local function password(KEYS, ARGV)
  local id = redis.call('HGET', KEYS[1] .. 'email', ARGV[1])
  local hash = id and redis.call('HGET', KEYS[1] .. 'staff:' .. id, 'password')
  return hash and {id, hash} or {}
end
redis.register_function{function_name = 'password_2', callback = password, flags = {'no-writes'}}

-- ARGV: department, most. What a matcher reads (records.hpp, DeskView). Gives {now, {staff…}, {queue, virtual start,
-- view}…}.
local function desk(KEYS, ARGV)
  local p, most = KEYS[1], ARGV[2] - 1
  local people, queues, listed = {}, {}, {}
  local function classes(department)
    if listed[department] then return end
    listed[department] = true
    for _, q in ipairs(redis.call('ZRANGE', p .. 'classes:' .. department, 0, -1)) do queues[#queues + 1] = q end
  end
  classes(ARGV[1])
  for _, id in ipairs(redis.call('ZRANGE', p .. 'ready:' .. ARGV[1], 0, most)) do
    people[#people + 1] = staff_view(p, id)
    for _, d in ipairs(words(redis.call('HGET', p .. 'staff:' .. id, 'ready'))) do classes(d) end
    queues[#queues + 1] = 'queue:@' .. id
  end
  local answer, seen = {digits(now_ms()), people}, {}
  for _, q in ipairs(queues) do
    local heads = redis.call('ZRANGE', p .. q, 0, most, 'WITHSCORES')
    for i = 1, #heads, 2 do
      if not seen[heads[i]] then
        seen[heads[i]] = true
        answer[#answer + 1] = {q, digits(tonumber(heads[i + 1])), view(p, heads[i], touch)}
      end
    end
  end
  return answer
end
redis.register_function{function_name = 'desk_2', callback = desk, flags = {'allow-oom'}}

-- ARGV: set, limit, score and id of the cursor or "" and "". Gives {id, score…}: the highest score first, then the
-- greater id, from behind the cursor.
local function list(KEYS, ARGV)
  local key, limit, score, id = KEYS[1] .. ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
  local answer, from = {}, 0
  if score ~= '' then
    from = redis.call('ZCOUNT', key, '(' .. score, '+inf')
  end
  while #answer < 2 * limit do
    local page = redis.call('ZRANGE', key, from, from + 99, 'REV', 'WITHSCORES')
    for i = 1, #page, 2 do
      local before = score ~= '' and tonumber(page[i + 1]) == tonumber(score) and page[i] >= id
      if not before and #answer < 2 * limit then
        answer[#answer + 1] = page[i]
        answer[#answer + 1] = digits(tonumber(page[i + 1]))
      end
    end
    if #page < 200 then break end
    from = from + 100
  end
  return answer
end
redis.register_function{function_name = 'list_2', callback = list, flags = {'no-writes'}}

-- ARGV: key, sender:cid, conversation or "". Gives {known, first} | {sealed, blob} | {}.
local function first(KEYS, ARGV)
  local value = redis.call('HGET', KEYS[1] .. ARGV[1], ARGV[2])
  if value then return {'known', value} end
  local blob = ARGV[3] ~= '' and redis.call('GET', KEYS[1] .. 'sealed:' .. ARGV[3])
  return blob and {'sealed', blob} or {}
end
redis.register_function{function_name = 'first_2', callback = first, flags = {'no-writes'}}

-- ARGV: conversation, person, seq. Gives 1, or 0 when there is no such conversation.
local function mark(KEYS, ARGV)
  local key, field = KEYS[1] .. 'conv:' .. ARGV[1], 'read_' .. ARGV[2]
  local h = redis.call('HMGET', key, 'log_seq', field)
  if not h[1] then return redis.call('EXISTS', KEYS[1] .. 'sealed:' .. ARGV[1]) end
  local seq = math.min(tonumber(ARGV[3]), tonumber(h[1]))
  if seq > tonumber(h[2] or '0') then redis.call('HSET', key, field, digits(seq)) end
  return 1
end
redis.register_function('mark_2', mark)
)lua"
