-- Posts Open311 requests and appends each acknowledged ticket to a file, one write a ticket.
--   wrk -s post.lua URL -- KEY FILE
local key, file, thread = nil, nil, 0
local words = { "jalan", "berlubang", "lampu", "mati", "sampah", "menumpuk", "selokan", "mampet",
  "banjir", "pohon", "roboh", "jembatan", "retak", "trotoar", "rusak", "pasar", "sekolah" }
local services = { "jalan_rusak", "lampu_jalan", "sampah", "drainase", "lainnya" }
local threads = 0

function setup(t)
  threads = threads + 1
  t:set("number", threads)
end

function init(args)
  key = args[1]
  file = io.open(args[2], "a")
  file:setvbuf("line")
  if args[3] then services = { args[3] } end
  math.randomseed(os.time() + number)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
end

function request()
  local text = {}
  for i = 1, 20 do text[i] = words[math.random(#words)] end
  local body = string.format(
    "api_key=%s&service_code=%s&lat=%.6f&long=%.6f&address_string=depan+SD+2+Ngabul&description=%s",
    key, services[math.random(#services)], -6.59 - math.random() / 50, 110.66 + math.random() / 50,
    table.concat(text, "+"))
  return wrk.format(nil, nil, nil, body)
end

function response(status, headers, body)
  local ticket = status == 200 and body:match('"service_request_id": *"([^"]+)"')
  if ticket then file:write(ticket, "\n") else bad = (bad or 0) + 1 end
end
