// Builds the tree from nlohmann's SAX events, whose parser keeps its own stack on the heap (one bit a level),
// so that deep input costs nothing but the bytes up to the limit.
#include "protocol/parse.hpp"

#include <vector>

namespace baton::protocol {
namespace {

using nlohmann::json;

class Builder {
public:
  explicit Builder(std::size_t max_depth) : max_depth_(max_depth) {}

  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(json::number_integer_t value) { return put(value); }
  bool number_unsigned(json::number_unsigned_t value) { return put(value); }
  bool number_float(json::number_float_t value, const std::string&) { return put(value); }
  bool string(std::string& value) { return put(std::move(value)); }
  bool binary(json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(json::object()); }
  bool start_array(std::size_t) { return open(json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t, const std::string&, const json::exception&) { return false; }

  bool key(std::string& name) {
    auto& object = open_.back().node->get_ref<json::object_t&>();
    const auto [place, fresh] = object.try_emplace(std::move(name));
    open_.back().key = &place->first;
    slot_ = &place->second;
    if (!fresh && !document_.duplicate) document_.duplicate = path();
    return true;
  }

  ParseFault fault() const { return fault_; }
  Document take() { return std::move(document_); }

private:
  struct Level {
    json* node;
    const std::string* key = nullptr;  // of the member that is being read
  };

  template <class Value>
  json* place(Value&& value) {
    if (open_.empty()) return &(document_.root = std::forward<Value>(value));
    json& parent = *open_.back().node;
    if (parent.is_array()) return &parent.get_ref<json::array_t&>().emplace_back(std::forward<Value>(value));
    return &(*slot_ = std::forward<Value>(value));
  }
  template <class Value>
  bool put(Value&& value) {
    place(std::forward<Value>(value));
    return true;
  }
  bool open(json&& container) {
    if (open_.size() == max_depth_) {
      fault_ = ParseFault::too_deep;
      return false;
    }
    open_.push_back({place(std::move(container))});
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }
  std::string path() const {
    std::string out;
    for (const Level& level : open_) {
      if (!out.empty()) out += '.';
      out += level.node->is_array() ? std::to_string(level.node->size() - 1) : *level.key;
    }
    return out;
  }

  const std::size_t max_depth_;
  Document document_;
  std::vector<Level> open_;  // containers not yet closed; only the innermost one grows, so the pointers hold
  json* slot_ = nullptr;     // the value of the key last read
  ParseFault fault_ = ParseFault::not_json;
};

}  // namespace

Parsed parse(std::string_view text, std::size_t depth) {
  using boost::system::in_place_error;
  // nlohmann skips a BOM and takes a NUL byte for the end of the text; RFC 8259 knows neither.
  if (text.starts_with('\xEF') || text.find('\0') != text.npos)
    return Parsed(in_place_error, ParseFault::not_json);
  Builder builder(depth);
  if (!json::sax_parse(text, &builder)) return Parsed(in_place_error, builder.fault());
  return builder.take();
}

}  // namespace baton::protocol
