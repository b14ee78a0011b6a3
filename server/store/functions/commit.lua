R"lua(
-- commit_4: a unit of work. ARGV is a flat stream of steps, each a word and its arguments; a step whose last
-- argument is a list gives its length first:
--   call KEY SENDER:CID METHOD MADE          the cid: known → its first result; else remembered with this one
--   unseal ID BLOB (hash) (log: seq at e) (notes: seq at e l) (cids)   what BLOB held, if it is still there
--   version KEY V · field KEY F V · first KEY (members) · count KEY BOUND · absent KEY F      the checks
--   conversation ID ARRIVES (fields)         a body; log, notes, enqueue and feed belong to the last one
--   log SIDE MINE EVENT · notes MINE EVENT   MINE is 1 for the event that carries the cid
--   put KEY SCORE MEMBER · drop KEY MEMBER · enqueue KEY OFFSET   the last at the conversation's arrival plus offset
--   staff ID READY SCORE (fields)            READY: the departments in which they could take one now
--   body KEY (fields) · set KEY F V · unset KEY F
--   grace STAFF MS: the grace of somebody who is not connected begins, unless it runs
--   feed DEPARTMENT: its lists show the last conversation anew · ledger ENTRY · tell CHANNEL PAYLOAD
-- Gives {done, epoch, seq, at} | {known, first} | {conflict, which}. Two passes: the first reads, checks and proves
-- the type of every key that the second writes, because Redis takes nothing back. Publications come last.

-- Steps as tables {word, args…, list…}; the number of plain arguments, then of the items of each list.
local shapes = {
  call = {4}, unseal = {2, 2, 3, 4, 2}, version = {2}, field = {3}, first = {1, 1}, count = {2}, absent = {2},
  conversation = {2, 2}, log = {3}, notes = {2}, enqueue = {2}, staff = {3, 2}, body = {1, 2},
  put = {3}, drop = {2}, set = {3}, unset = {2}, feed = {1}, ledger = {1}, grace = {2},
  tell = {2},
}
local function parse(argv)
  local steps, i = {}, 1
  while i <= #argv do
    local shape = shapes[argv[i]]
    if not shape then return nil end
    local step = {word = argv[i]}
    for a = 1, shape[1] do step[a] = argv[i + a] end
    i = i + shape[1] + 1
    for l = 2, #shape do
      local size = tonumber(argv[i])
      if not size then return nil end
      local list = {}
      for a = 1, size * shape[l] do list[a] = argv[i + a] end
      step[shape[1] + l - 1] = list
      i = i + size * shape[l] + 1
    end
    steps[#steps + 1] = step
  end
  if i ~= #argv + 1 then return nil end
  return steps
end

-- What begins a conversation is remembered in it as well: after a failover it may be said again there.
local function begins(call) return call[4] ~= '' and string.sub(call[1], 1, 5) == 'vcid:' end

-- First pass. Gives the answer that ends the call, or nil to go on. `unsealed` holds the hashes that this commit
-- brings back: checks see them.
local function prove(p, steps)
  local unsealed, wrong = {}, nil
  local function need(name, kind)
    local is = redis.call('TYPE', p .. name).ok
    if is ~= 'none' and is ~= kind then
      wrong = wrong or redis.error_reply('CORRUPT ' .. name .. ' is a ' .. is .. ', not a ' .. kind)
    end
  end
  local function stream(name, last)
    need(name, 'stream')
    if wrong then return end
    local top = redis.call('XREVRANGE', p .. name, '+', '-', 'COUNT', 1)[1]
    if top and tonumber(string.match(top[1], '^%d+')) > (tonumber(last) or 0) then
      wrong = redis.error_reply('CORRUPT ' .. name .. ' is ahead of its hash')
    end
  end
  local function value(name, field)
    local from = unsealed[name]
    if from then return from[field] or '' end
    return redis.call('HGET', p .. name, field) or ''
  end
  local test = {
    call = function(s)
      need(s[1], 'hash')
      if begins(s) then need('cid:' .. s[4], 'hash') end
      local first = not wrong and redis.call('HGET', p .. s[1], s[2])
      if first then return {'known', first} end
    end,
    unseal = function(s)
      need('sealed:' .. s[1], 'string')
      if wrong then return end
      if redis.call('GET', p .. 'sealed:' .. s[1]) ~= s[2] then return {'conflict', 'sealed:' .. s[1]} end
      for _, kind in ipairs({'conv:', 'log:', 'notes:', 'cid:'}) do
        if redis.call('EXISTS', p .. kind .. s[1]) == 1 then return {'conflict', kind .. s[1]} end
      end
      local fields = {}
      for a = 1, #s[3], 2 do fields[s[3][a]] = s[3][a + 1] end
      unsealed['conv:' .. s[1]] = fields
    end,
    version = function(s)
      if string.sub(s[1], 1, 7) == 'sealed:' then
        need(s[1], 'string')
        local v = not wrong and string.match(redis.call('GETRANGE', p .. s[1], 0, 40), '^%d+ (%d+)') or ''
        if not wrong and v ~= s[2] then return {'conflict', 'version ' .. s[1]} end
        return
      end
      need(s[1], 'hash')
      if not wrong and value(s[1], 'v') ~= s[2] then return {'conflict', 'version ' .. s[1]} end
    end,
    field = function(s)
      need(s[1], 'hash')
      if not wrong and value(s[1], s[2]) ~= s[3] then return {'conflict', 'field ' .. s[1] .. ' ' .. s[2]} end
    end,
    first = function(s)
      need(s[1], 'zset')
      if wrong then return end
      local members = #s[2] > 0 and redis.call('ZRANGE', p .. s[1], 0, #s[2] - 1) or {}
      for a = 1, #s[2] do
        if members[a] ~= s[2][a] then return {'conflict', 'first ' .. s[1]} end
      end
    end,
    count = function(s)
      need(s[1], 'zset')
      if not wrong and redis.call('ZCARD', p .. s[1]) >= tonumber(s[2]) then
        return {'conflict', 'count ' .. s[1]}
      end
    end,
    absent = function(s)
      local there
      if s[2] == '' then
        there = redis.call('EXISTS', p .. s[1]) == 1
      else
        need(s[1], 'hash')
        there = not wrong and redis.call('HEXISTS', p .. s[1], s[2]) == 1
      end
      if there then return {'conflict', 'absent ' .. s[1]} end
    end,
    conversation = function(s)
      need('conv:' .. s[1], 'hash')
      if wrong then return end
      if not unsealed['conv:' .. s[1]] then
        stream('log:' .. s[1], value('conv:' .. s[1], 'log_seq'))
        stream('notes:' .. s[1], value('conv:' .. s[1], 'notes_seq'))
      end
    end,
    staff = function(s)
      need('staff:' .. s[1], 'hash')
      need('present', 'hash')
      if wrong then return end
      for _, d in ipairs(words(value('staff:' .. s[1], 'ready'))) do need('ready:' .. d, 'zset') end
      for _, d in ipairs(words(s[2])) do need('ready:' .. d, 'zset') end
    end,
    body = function(s) need(s[1], 'hash') end,
    put = function(s)
      need(s[1], 'zset')
      if s.word ~= 'drop' and not tonumber(s[2]) then wrong = redis.error_reply('ERR commit_4: no score') end
    end,
    set = function(s) need(s[1], 'hash') end,
    feed = function(s) need('feed:' .. s[1], 'stream') end,
    ledger = function() need('ledger', 'stream') end,
    grace = function()
      need('present', 'hash')
      need('due', 'zset')
    end,
  }
  test.enqueue, test.drop, test.unset = test.put, test.put, test.set
  for _, s in ipairs(steps) do
    local answer = test[s.word] and test[s.word](s)
    if wrong or answer then return wrong or answer end
  end
end

local function hset(key, fields)
  if #fields > 0 then redis.call('HSET', key, unpack(fields)) end
end

-- Brings a sealed conversation back as it was.
local function unseal(p, s)
  local id = s[1]
  hset(p .. 'conv:' .. id, s[3])
  for a = 1, #s[4], 3 do
    redis.call('XADD', p .. 'log:' .. id, s[4][a] .. '-0', 'at', s[4][a + 1], 'e', s[4][a + 2])
  end
  for a = 1, #s[5], 4 do
    redis.call('XADD', p .. 'notes:' .. id, s[5][a] .. '-0', 'at', s[5][a + 1], 'e', s[5][a + 2], 'l', s[5][a + 3])
  end
  for a = 1, #s[6], 2 do redis.call('HSET', p .. 'cid:' .. id, s[6][a], s[6][a + 1]) end
  redis.call('DEL', p .. 'sealed:' .. id)
end

local function commit(KEYS, ARGV)
  local p = KEYS[1]
  local steps = parse(ARGV)
  if not steps then return redis.error_reply('ERR commit_4 cannot read its steps') end
  local answer = prove(p, steps)
  if answer then return answer end

  local time = redis.call('TIME')
  local now, epoch = time[1] * 1000 + math.floor(time[2] / 1000), current_epoch()
  local call, first_epoch, seq, at = nil, '', '0', digits(now)
  local c, out = nil, {}  -- c: the conversation that steps belong to
  local function tell(channel, payload) out[#out + 1] = {p .. 'ch:' .. channel, payload} end
  local function event(name, mine, json, ...)
    local field, n = name .. '_seq', c[name] + 1
    c[name] = n
    redis.call('XADD', p .. name .. ':' .. c.id, digits(n) .. '-0', 'at', c.at, 'e', json, ...)
    redis.call('HSET', c.key, field, digits(n), 'last_at', c.at)
    if mine == '1' then seq, at = digits(n), c.at end
    return epoch .. ' ' .. digits(n) .. ' ' .. c.at .. ' '
  end
  local write = {
    call = function(s) call = s end,
    unseal = function(s) unseal(p, s) end,
    conversation = function(s)
      local key = p .. 'conv:' .. s[1]
      local h = redis.call('HMGET', key, 'log_seq', 'notes_seq', 'last_at', 'arrived_us', 'epoch', 'epochs')
      c = {id = s[1], key = key, log = tonumber(h[1] or '0'), notes = tonumber(h[2] or '0'), arrived = h[4],
           at = digits(math.max(now, tonumber(h[3] or '0')))}
      if s[2] == '1' or not c.arrived then c.arrived = digits(time[1] * 1000000 + time[2]) end
      redis.call('HINCRBY', key, 'v', 1)
      hset(key, s[3])
      redis.call('HSET', key, 'arrived_us', c.arrived, 'epoch', epoch)
      if not h[1] then
        redis.call('HSET', key, 'log_seq', '0', 'notes_seq', '0', 'visitor_seq', '0', 'staff_seq', '0', 'last_at', '0')
      elseif h[5] ~= epoch then
        redis.call('HSET', key, 'epochs', ended(h[6], h[5], h[1], h[2]))
      end
      if first_epoch == '' then first_epoch = epoch end
    end,
    log = function(s)
      local head = event('log', s[2], s[3])
      if s[1] ~= '-' then
        redis.call('HSET', c.key, s[1] == 'v' and 'visitor_seq' or 'staff_seq', digits(c.log))
        if s[1] == 's' then redis.call('HSETNX', c.key, 'answered_at', c.at) end
      end
      tell('log:' .. c.id, 'e ' .. head .. s[3])
    end,
    notes = function(s)
      local log_seq = digits(c.log)
      tell('notes:' .. c.id, 'n ' .. event('notes', s[1], s[2], 'l', log_seq) .. log_seq .. ' ' .. s[2])
    end,
    enqueue = function(s) redis.call('ZADD', p .. s[1], digits(c.arrived + s[2]), c.id) end,
    staff = function(s)
      local id, key = s[1], p .. 'staff:' .. s[1]
      for _, d in ipairs(words(redis.call('HGET', key, 'ready'))) do redis.call('ZREM', p .. 'ready:' .. d, id) end
      redis.call('HINCRBY', key, 'v', 1)
      hset(key, s[4])
      redis.call('HSET', key, 'ready', s[2], 'score', s[3])
      if redis.call('HEXISTS', p .. 'present', id) == 1 then
        for _, d in ipairs(words(s[2])) do redis.call('ZADD', p .. 'ready:' .. d, s[3], id) end
      end
    end,
    grace = function(s)
      if redis.call('HEXISTS', p .. 'present', s[1]) == 1 then return end
      redis.call('ZADD', p .. 'due', 'NX', digits(now + s[2]), 'grace:' .. s[1])
    end,
    body = function(s)
      redis.call('HINCRBY', p .. s[1], 'v', 1)
      hset(p .. s[1], s[2])
    end,
    put = function(s) redis.call('ZADD', p .. s[1], s[2], s[3]) end,
    drop = function(s) redis.call('ZREM', p .. s[1], s[2]) end,
    set = function(s) redis.call('HSET', p .. s[1], s[2], s[3]) end,
    unset = function(s) redis.call('HDEL', p .. s[1], s[2]) end,
    feed = function(s)
      local key = p .. 'feed:' .. s[1]
      local top = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
      local n = digits((top and tonumber(string.match(top[1], '^%d+')) or 0) + 1)
      local summary = redis.call('HGET', c.key, 'summary')
      redis.call('XADD', key, 'MAXLEN', '=', 1000, n .. '-0', 'epoch', epoch, 'summary', summary)
      tell('feed:' .. s[1], n .. ' ' .. epoch .. ' ' .. summary)
    end,
    ledger = function(s) redis.call('XADD', p .. 'ledger', '*', 'e', s[1]) end,
    tell = function(s) tell(s[1], s[2]) end,
  }
  for _, s in ipairs(steps) do
    if write[s.word] then write[s.word](s) end
  end
  if call then
    local first = call[3] .. ' ' .. seq .. ' ' .. at .. ' ' .. call[4]
    redis.call('HSET', p .. call[1], call[2], first)
    if begins(call) then redis.call('HSET', p .. 'cid:' .. call[4], call[2], first) end
  end
  for _, o in ipairs(out) do redis.pcall('SPUBLISH', o[1], o[2]) end
  return {'done', first_epoch, seq, at}
end
redis.register_function('commit_4', commit)
)lua"
