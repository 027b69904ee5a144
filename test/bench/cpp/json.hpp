// As much of JSON as a plan file needs: objects, arrays, strings without escapes, numbers, literals.
#pragma once
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

struct Json {
  enum Kind { Null, Bool, Number, String, Array, Object } kind = Null;
  double value = NAN;
  std::string text;
  std::vector<Json> items;
  std::map<std::string, Json> fields;

  const Json& operator[](const std::string& name) const {
    const auto found = fields.find(name);
    if (found == fields.end()) throw std::runtime_error("plan: " + name + " must be there, but is not");
    return found->second;
  }
  bool has(const std::string& name) const { return fields.count(name) > 0; }
  bool isNull() const { return kind == Null; }
  bool isTrue() const { return kind == Bool && value == 1; }
  /** NaN for null. */
  double number() const { return value; }
};

class JsonReader {
 public:
  static Json readFile(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("plan: " + path + " must be readable, but is not");
    std::stringstream all;
    all << file.rdbuf();
    return JsonReader(all.str()).read();
  }

 private:
  explicit JsonReader(std::string text) : text(std::move(text)) {}
  std::string text;
  size_t at = 0;

  char next() {
    while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at]))) at++;
    if (at == text.size()) throw std::runtime_error("plan: JSON ends too early");
    return text[at];
  }

  bool take(char wanted) {
    if (next() != wanted) return false;
    at++;
    return true;
  }

  std::string readString() {
    take('"');
    const size_t end = text.find('"', at);
    const std::string found = text.substr(at, end - at);
    at = end + 1;
    return found;
  }

  Json read() {
    Json json;
    const char first = next();
    if (first == '{') {
      json.kind = Json::Object;
      at++;
      while (!take('}')) {
        take(',');
        next();
        const std::string name = readString();
        take(':');
        json.fields[name] = read();
      }
    } else if (first == '[') {
      json.kind = Json::Array;
      at++;
      while (!take(']')) {
        take(',');
        json.items.push_back(read());
      }
    } else if (first == '"') {
      json.kind = Json::String;
      json.text = readString();
    } else if (first == 't' || first == 'f') {
      json.kind = Json::Bool;
      json.value = first == 't';
      at += first == 't' ? 4 : 5;
    } else if (first == 'n') {
      at += 4;
    } else {
      json.kind = Json::Number;
      char* end;
      json.value = std::strtod(text.c_str() + at, &end);
      at = end - text.c_str();
    }
    return json;
  }
};
