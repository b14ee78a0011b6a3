R"lua(
-- append_4: one message into one open conversation. The hot path: its cost is the ceiling of a site.
-- ARGV: conversation, sender, cid or "", method, side (v|s, - for what is no message), event, epoch or "" (whichever
-- it is).
-- Gives {done, seq, at, epoch, state} | {known, first, epoch, state} | {gone} | {sealed, blob, epoch} |
-- {not_open|not_writer|other_epoch|full, epoch, state}. Every key is read, and so its type proved, before the first write.
-- The first message of staff's is told to the ledger, and nothing of it is asked again.

-- The last message's place by whose it is; what is no message moves the log only.
local spoken = {v = 'visitor_seq', s = 'staff_seq', ['-'] = 'log_seq'}

-- {what, conversation…} as ledger_codec.cpp reads it; nil where staff spoke before `answered_at` was kept.
local function answered(conv, id, at, event)
  local h = redis.call('HMGET', conv, 'staff_seq', 'arrived_us', 'visitor', 'department')
  if h[1] ~= '0' then return nil end
  return cjson.encode({what = 'answered', conversation = id, visitor = h[3], department = h[4],
                       by = cjson.decode(event).by, took = math.max(0, at - math.floor(h[2] / 1000))})
end

local function append(KEYS, ARGV)
  local p, id, side = KEYS[1], ARGV[1], ARGV[5]
  local conv, log, cids, due = p .. 'conv:' .. id, p .. 'log:' .. id, p .. 'cid:' .. id, p .. 'due'
  local call = ARGV[3] ~= '' and ARGV[2] .. ':' .. ARGV[3]
  local first = redis.call('HGET', cids, call or '')
  if first then return {'known', first, touch(p, id)[1], redis.call('HGET', conv, 'state')} end
  local h = redis.call('HMGET', conv, 'state', 'writers', 'log_seq', 'last_at', 'epoch', 'idle_ms', 'notes_seq',
                       'epochs', 'answered_at')
  local state = h[1]
  if not state then
    local blob = redis.call('GET', p .. 'sealed:' .. id)
    if blob then return {'sealed', blob, current_epoch()} end
    return {'gone'}
  end
  local log_seq, epoch, refused = tonumber(h[3]), current_epoch(), nil
  if state ~= 'queued' and state ~= 'offered' and state ~= 'active' then
    refused = 'not_open'
  elseif not string.find(' ' .. h[2] .. ' ', ' ' .. ARGV[2] .. ' ', 1, true) then
    refused = 'not_writer'
  elseif ARGV[7] ~= '' and ARGV[7] ~= epoch then
    refused = 'other_epoch'
  elseif log_seq >= 5000 then
    refused = 'full'
  end
  if refused then return {refused, touch(p, id)[1], state} end
  local idle = h[6]
  local owed = side == 's' and redis.call('ZSCORE', due, 'reply:' .. id)
  if idle then redis.call('ZSCORE', due, 'idle:' .. id) end
  local at = math.max(now_ms(), tonumber(h[4]))
  local answers = side == 's' and not h[9]
  local told = answers and answered(conv, id, at, ARGV[6])
  if told then redis.call('XLEN', p .. 'ledger') end

  local seq, when = digits(log_seq + 1), digits(at)
  redis.call('XADD', log, seq .. '-0', 'at', when, 'e', ARGV[6])
  redis.call('HSET', conv, 'log_seq', seq, 'last_at', when, spoken[side], seq)
  if epoch ~= h[5] then
    redis.call('HSET', conv, 'epoch', epoch, 'epochs', ended(h[8], h[5], h[3], h[7]))
  end
  if answers then redis.call('HSET', conv, 'answered_at', when) end
  if told then redis.call('XADD', p .. 'ledger', '*', 'e', told) end
  if call then redis.call('HSET', cids, call, ARGV[4] .. ' ' .. seq .. ' ' .. when .. ' ') end
  if owed then redis.call('ZREM', due, 'reply:' .. id) end
  if idle and side ~= '-' then redis.call('ZADD', due, digits(at + idle), 'idle:' .. id) end
  redis.pcall('SPUBLISH', p .. 'ch:log:' .. id, 'e ' .. epoch .. ' ' .. seq .. ' ' .. when .. ' ' .. ARGV[6])
  return {'done', seq, when, epoch, state}
end
redis.register_function('append_4', append)
)lua"
