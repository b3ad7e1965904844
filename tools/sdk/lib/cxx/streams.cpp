// The library's string and stream templates for char, instantiated with exceptions, ahead of
// libc++.a's: what is thrown under an operator<< sets badbit as it should, and locals on the way
// are destroyed. File streams are in no other library.
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

namespace std {
inline namespace __2 {

template class basic_string<char>;
template class basic_ios<char>;
template class basic_streambuf<char>;
template class basic_istream<char>;
template class basic_ostream<char>;
template class basic_iostream<char>;
template class basic_stringbuf<char>;
template class basic_istringstream<char>;
template class basic_ostringstream<char>;
template class basic_stringstream<char>;
template class basic_filebuf<char>;
template class basic_ifstream<char>;
template class basic_ofstream<char>;
template class basic_fstream<char>;

} // namespace __2
} // namespace std
