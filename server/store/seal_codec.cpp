// Sealing and unsealing bytes. Inside zstd: a list of strings, each "<length>:<bytes>", in the order of
// `Sealed`, each part after its count.
#include "server/store/seal_codec.hpp"

#include <zstd.h>

#include <charconv>
#include <cstdint>
#include <new>
#include <optional>

namespace baton::store {
namespace {

constexpr std::string_view form = "2 ";
constexpr std::string_view form_without_summary = "1 ";
constexpr int level = 9;                              // sealed once, read seldom
constexpr unsigned long long most_bytes = 256 << 20;  // far above 5 000 events of the longest text

class Packer {
public:
  void add(std::string_view text) { bytes_.append(std::to_string(text.size())).append(":").append(text); }
  void add(std::uint64_t number) { add(std::to_string(number)); }
  const std::string& bytes() const { return bytes_; }

private:
  std::string bytes_;
};

// Reads what a Packer wrote; after anything that does not fit, `good` is false and all further reads are
// empty.
class Unpacker {
public:
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}
  std::string_view text() {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), size);
    const auto used = static_cast<std::size_t>(end - rest_.data());
    if (error != std::errc{} || used >= rest_.size() || *end != ':' || rest_.size() - used - 1 < size) {
      good_ = false;
      rest_ = {};
      return {};
    }
    const auto found = rest_.substr(used + 1, size);
    rest_.remove_prefix(used + 1 + size);
    return found;
  }
  std::uint64_t number() {
    const auto digits = text();
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size()) good_ = false;
    return value;
  }
  bool good() const { return good_; }
  bool done() const { return good_ && rest_.empty(); }

private:
  std::string_view rest_;
  bool good_ = true;
};

void pack(Packer& to, const std::vector<StoredEvent>& events) {
  to.add(events.size());
  for (const auto& e : events) {
    to.add(e.seq);
    to.add(static_cast<std::uint64_t>(e.at));
    to.add(e.event);
    to.add(e.log_seq);
  }
}

std::vector<StoredEvent> unpack_events(Unpacker& from) {
  std::vector<StoredEvent> events;
  for (auto left = from.number(); left > 0 && from.good(); --left) {
    StoredEvent e;
    e.seq = from.number();
    e.at = static_cast<Time>(from.number());
    e.event = from.text();
    e.log_seq = from.number();
    events.push_back(std::move(e));
  }
  return events;
}

std::string compressed(const std::string& bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const auto size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), level);
  if (ZSTD_isError(size)) throw std::bad_alloc();  // the only way it fails with a buffer of its own bound
  out.resize(size);
  return out;
}

std::optional<std::string> decompressed(std::string_view bytes) {
  const auto size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > most_bytes)
    return std::nullopt;
  std::string out(size, '\0');
  const auto got = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(got) || got != size) return std::nullopt;
  return out;
}

std::string field(const Sealed& sealed, const std::string& name) {
  const auto at = sealed.hash.find(name);
  return at == sealed.hash.end() ? "" : at->second;
}

}  // namespace

std::string encode_sealed(const Sealed& sealed) {
  Packer packer;
  packer.add(sealed.hash.size());
  for (const auto& [name, value] : sealed.hash) {
    packer.add(name);
    packer.add(value);
  }
  pack(packer, sealed.log);
  pack(packer, sealed.notes);
  packer.add(sealed.cids.size());
  for (const auto& [call, first] : sealed.cids) {
    packer.add(call);
    packer.add(first);
  }
  std::string blob(form);
  return blob.append(field(sealed, "v"))
      .append(" ")
      .append(field(sealed, "people"))
      .append("\n")
      .append(field(sealed, "summary"))
      .append("\n")
      .append(compressed(packer.bytes()));
}

Result<Sealed> decode_sealed(std::string_view blob) {
  auto line = blob.find('\n');
  if (blob.starts_with(form) && line != std::string_view::npos)
    line = blob.find('\n', line + 1);
  else if (!blob.starts_with(form_without_summary))
    return Fault::corrupt;
  if (line == std::string_view::npos) return Fault::corrupt;
  const auto bytes = decompressed(blob.substr(line + 1));
  if (!bytes) return Fault::corrupt;
  Unpacker unpacker(*bytes);
  Sealed sealed;
  for (auto left = unpacker.number(); left > 0 && unpacker.good(); --left) {
    std::string name(unpacker.text());
    sealed.hash[std::move(name)] = unpacker.text();
  }
  sealed.log = unpack_events(unpacker);
  sealed.notes = unpack_events(unpacker);
  for (auto left = unpacker.number(); left > 0 && unpacker.good(); --left) {
    std::string call(unpacker.text());
    sealed.cids.emplace_back(std::move(call), unpacker.text());
  }
  if (!unpacker.done()) return Fault::corrupt;
  return sealed;
}

}  // namespace baton::store
